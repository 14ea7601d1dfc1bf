package io.pgqueue.engine;

import static io.pgqueue.engine.TestShards.keyOf;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.pgqueue.EnqueueResult;
import io.pgqueue.EnqueuedGroup;
import io.pgqueue.GroupInfo;
import io.pgqueue.InvalidTaskException;
import io.pgqueue.ShardMismatchException;
import io.pgqueue.Task;
import io.pgqueue.TaskGroup;
import io.pgqueue.engine.ShardSettings.CrossShardTransactions;
import java.util.List;
import java.util.Objects;
import java.util.TreeSet;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;

/** Groups of tasks where there are three shards: each is in one of them, whole. */
@Tag("database")
class ShardedGroupTest {

    private final TestShards shards = new TestShards();
    private final ShardedEngine engine = shards.engine(TestShards.PLAIN);

    @AfterEach
    void close() {
        shards.close();
    }

    @Test
    void putsAGroupWithItsTasksAndThatForItsEndIntoTheShardOfTheirShardKey() {
        Task keyed = plain().withExternalKey(keyOf(engine, "a")).withShardKey(keyOf(engine, "c"));
        TaskGroup group = TaskGroup.of(List.of(plain().withOrderingKey(keyOf(engine, "b")), keyed))
                .whenDone(plain().withExternalKey(keyOf(engine, "b", "end-")));

        EnqueuedGroup enqueued = engine.taskQueue().enqueueGroup(group);

        assertThat(shardOf(enqueued.groupId())).isEqualTo("c");
        assertThat(enqueued.results())
                .hasSize(2)
                .extracting(EnqueueResult::taskId)
                .allSatisfy(id -> assertThat(shardOf(id)).isEqualTo("c"));
        assertThat(info(enqueued).open()).isEqualTo(2);

        assertThat(engine.inline().runDue(10)).isEqualTo(3);

        assertThat(info(enqueued).succeeded()).isEqualTo(2);
        assertThat(shardOf(Objects.requireNonNull(info(enqueued).doneTaskId()))).isEqualTo("c");
        assertThat(List.of(shards.tasks("a"), shards.tasks("b"))).containsExactly(0L, 0L);
    }

    @Test
    void theShardKeyOfTheTaskForTheEndDecidesForAllWhereTheyHaveNone() {
        TaskGroup group = TaskGroup.of(List.of(plain(), plain())).whenFailed(plain().withShardKey(keyOf(engine, "b")));

        assertThat(shardOf(engine.taskQueue().enqueueGroup(group).groupId())).isEqualTo("b");
        assertThat(shards.tasks("b")).isEqualTo(2);
    }

    @Test
    void takesTurnsWithGroupsWithoutAShardKey() {
        TreeSet<String> used = new TreeSet<>();
        for (int i = 0; i < 3; i++) {
            used.add(shardOf(
                    engine.taskQueue().enqueueGroup(TaskGroup.of(List.of())).groupId()));
        }

        assertThat(used).containsExactly("a", "b", "c");
    }

    @Test
    void joinsTheTransactionOfItsShardAndGoesThereWithoutAKey() {
        TaskGroup unkeyed = TaskGroup.of(List.of(plain(), plain()));
        TaskGroup keyed = TaskGroup.of(List.of(plain().withShardKey(keyOf(engine, "b"))));

        shards.transaction("b").executeWithoutResult(status -> {
            engine.taskQueue().enqueueGroup(unkeyed);
            engine.taskQueue().enqueueGroup(keyed);
            status.setRollbackOnly();
        });
        assertThat(shards.tasks("b")).isZero();

        shards.transaction("b").executeWithoutResult(status -> {
            engine.taskQueue().enqueueGroup(unkeyed);
            engine.taskQueue().enqueueGroup(keyed);
        });
        assertThat(shards.tasks("b")).isEqualTo(3);
    }

    @Test
    void refusesAGroupOfAnotherShardInATransactionUnlessThatIsAllowed() {
        TaskGroup group = TaskGroup.of(List.of(plain(), plain().withShardKey(keyOf(engine, "a"))));
        ShardedEngine allowing = shards.engineOf(
                TestShards.NAMES,
                ShardSettings.standard().withCrossShardTransactions(CrossShardTransactions.ALLOW),
                TestShards.PLAIN);

        shards.transaction("b").executeWithoutResult(status -> {
            assertThatThrownBy(() -> engine.taskQueue().enqueueGroup(group))
                    .isInstanceOf(ShardMismatchException.class)
                    .hasMessageContaining("belongs to shard 'a'")
                    .hasMessageContaining("on shard 'b'");
            assertThat(shards.tasks("a")).isZero();
            allowing.taskQueue().enqueueGroup(group);
            status.setRollbackOnly();
        });

        assertThat(shards.tasks("a")).isEqualTo(2);
    }

    @Test
    void refusesAGroupWithDifferentShardKeysAndAddsNothing() {
        Task one = plain().withShardKey("one");
        Task two = plain().withShardKey("two");

        assertThatThrownBy(() -> engine.taskQueue().enqueueGroup(TaskGroup.of(List.of(one, plain(), two))))
                .isInstanceOfSatisfying(
                        InvalidTaskException.class, e -> assertThat(e.field()).isEqualTo("shardKey"))
                .hasMessageContaining("task 3 of 3: shardKey is 'two', but that of a task before it is 'one'");
        assertThatThrownBy(() -> engine.taskQueue()
                        .enqueueGroup(TaskGroup.of(List.of(one)).whenDone(two)))
                .isInstanceOf(InvalidTaskException.class)
                .hasMessageContaining("whenDone: shardKey is 'two'");

        assertThat(TestShards.NAMES)
                .allSatisfy(name -> assertThat(shards.tasks(name)).isZero());
    }

    @Test
    void knowsNoGroupOfAShardThatIsNotThere() {
        assertThat(engine.taskAdmin().group((9L << 48) + 1)).isEmpty();
        assertThat(engine.taskAdmin().group((2L << 48) + 1)).isEmpty();
    }

    private GroupInfo info(EnqueuedGroup group) {
        return engine.taskAdmin().group(group.groupId()).orElseThrow();
    }

    private String shardOf(long id) {
        return engine.shardOfTask(id).orElseThrow().name();
    }

    private static Task plain() {
        return Task.of("plain", null);
    }
}
