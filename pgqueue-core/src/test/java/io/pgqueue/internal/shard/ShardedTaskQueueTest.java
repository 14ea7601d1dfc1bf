package io.pgqueue.internal.shard;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.pgqueue.ShardMismatchException;
import io.pgqueue.Task;
import io.pgqueue.TaskGroup;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.springframework.dao.DataAccessResourceFailureException;

class ShardedTaskQueueTest {

    private final FakeShard a = new FakeShard("a", 0);
    private final FakeShard b = new FakeShard("b", 1);
    private final FakeShard c = new FakeShard("c", 2);
    private final Shards shards = new Shards(List.of(a, b, c));
    private final ShardedTaskQueue queue = new ShardedTaskQueue(shards, new Placement(shards, false));

    @Test
    void leavesOutOfTurnWhatIsKnownToBeAway() {
        b.away = true;

        for (int i = 0; i < 30; i++) {
            queue.enqueue(plain());
        }

        assertThat(b.added).isEmpty();
        assertThat(a.added.size() + c.added.size()).isEqualTo(30);
    }

    @Test
    void fallsOnceIntoWhatNobodyKnowsToBeAway() {
        b.away = true;
        b.known = false;
        int failures = 0;

        for (int i = 0; i < 30; i++) {
            try {
                queue.enqueue(plain());
            } catch (DataAccessResourceFailureException e) {
                failures++;
            }
        }

        assertThat(failures).isEqualTo(1);
        assertThat(a.added.size() + c.added.size()).isEqualTo(29);
    }

    @Test
    void fallsOnceIntoItWithBatchesAndGroupsToo() {
        b.away = true;
        b.known = false;

        assertThatThrownBy(() -> queue.enqueueAll(List.of(plain(), plain(), plain())))
                .isInstanceOf(DataAccessResourceFailureException.class);
        queue.enqueueAll(List.of(plain(), plain(), plain()));
        for (int i = 0; i < 3; i++) {
            queue.enqueueGroup(TaskGroup.of(List.of(plain())));
        }

        assertThat(b.added).isEmpty();
    }

    @Test
    void failsInTurnOnlyWhenAllAreAway() {
        a.away = true;
        b.away = true;
        c.away = true;

        assertThatThrownBy(() -> queue.enqueue(plain())).isInstanceOf(DataAccessResourceFailureException.class);
    }

    @Test
    void doesNotPutATaskWithAKeyElsewhereWhenItsShardIsAway() {
        FakeShard home = (FakeShard) shards.ofKey("42");
        home.away = true;

        assertThatThrownBy(() -> queue.enqueue(plain().withExternalKey("42")))
                .isInstanceOf(DataAccessResourceFailureException.class);
        assertThat(a.added.size() + b.added.size() + c.added.size()).isZero();
    }

    @Test
    void asksTheShardOfTheKeyFirstAndThenAllOthers() {
        assertThat(queue.find("plain", "42")).isEmpty();

        assertThat(List.of(a.asked, b.asked, c.asked)).containsExactly(1, 1, 1);
    }

    @Test
    void doesNotSayThatATaskIsNowhereWhileAShardIsAway() {
        a.away = true;
        c.away = true;

        assertThatThrownBy(() -> queue.find("plain", "42"))
                .isInstanceOf(DataAccessResourceFailureException.class)
                .satisfies(e -> assertThat(e.getSuppressed()).hasSize(1));
        assertThat(b.asked).isEqualTo(1);
    }

    @Test
    void addsNothingOfABatchOfWhichATaskIsAnotherShards() {
        a.surrounds = true;
        Task foreign = shards.ofKey("42") == a ? keyed("b") : plain().withExternalKey("42");

        assertThatThrownBy(() -> queue.enqueueAll(List.of(plain(), foreign)))
                .isInstanceOf(ShardMismatchException.class);

        assertThat(a.added).isEmpty();
    }

    @Test
    void refusesShardsThatDoNotGoTogether() {
        assertThatThrownBy(() -> new Shards(List.of(a, new FakeShard("d", 0))))
                .hasMessageContaining("'a' and 'd' have the number 0");
        assertThatThrownBy(() -> new Shards(List.of(a, new FakeShard("a", 7)))).hasMessageContaining("name 'a'");
        assertThatThrownBy(() -> new Shards(List.of())).hasMessageContaining("no shards");
    }

    @Test
    void knowsTheShardOfAnIdByItsTopBits() {
        assertThat(shards.ofId((2L << 48) + 5)).hasValue(c);
        assertThat(shards.ofId(1)).hasValue(a);
        assertThat(shards.ofId(3L << 48)).isEmpty();
        assertThat(shards.ofId(-1)).isEmpty();
    }

    private Task keyed(String shard) {
        for (int i = 0; ; i++) {
            if (shards.ofKey("key-" + i).name().equals(shard)) {
                return plain().withExternalKey("key-" + i);
            }
        }
    }

    private static Task plain() {
        return Task.of("plain", null);
    }
}
