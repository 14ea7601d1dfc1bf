package io.pgqueue.engine;

import static io.pgqueue.engine.TestShards.keyOf;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.pgqueue.BulkResult;
import io.pgqueue.Task;
import io.pgqueue.TaskAdmin;
import io.pgqueue.TaskCount;
import io.pgqueue.TaskFilter;
import io.pgqueue.TaskInfo;
import io.pgqueue.TaskPage;
import io.pgqueue.TaskStatus;
import io.pgqueue.UnknownKindException;
import java.time.Duration;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Set;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;

/** Filters, and what is set at run time, on three shards. */
@Tag("database")
class ShardedControlTest {

    private static final TaskFilter PLAIN = TaskFilter.all().withKind("plain");

    private final TestShards shards = new TestShards();
    private final ShardedEngine engine = shards.engine(TestShards.PLAIN);
    private final TaskAdmin admin = engine.taskAdmin();

    @BeforeEach
    void fill() {
        for (String shard : TestShards.NAMES) {
            for (int i = 0; i < 10; i++) {
                engine.taskQueue().enqueue(Task.of("plain", null).withShardKey(keyOf(engine, shard)));
            }
        }
    }

    @AfterEach
    void close() {
        shards.close();
    }

    @Test
    void findAndCountGoThroughAllOfThem() {
        List<Long> ids = new ArrayList<>();
        String cursor = null;
        do {
            TaskPage page = admin.find(PLAIN, cursor, 7);
            page.tasks().forEach(task -> ids.add(task.id()));
            cursor = page.next();
        } while (cursor != null);

        Set<String> names = new HashSet<>();
        ids.forEach(id -> names.add(engine.shardOfTask(id).orElseThrow().name()));
        assertThat(ids).hasSize(30).doesNotHaveDuplicates();
        assertThat(names).containsExactlyInAnyOrderElementsOf(TestShards.NAMES);
        assertThat(admin.count(PLAIN, 100)).isEqualTo(new TaskCount(30, true));
        assertThat(admin.count(PLAIN, 12)).isEqualTo(new TaskCount(12, false));
    }

    @Test
    void bulkOperationsGoThroughAllOfThem() {
        BulkResult first = admin.cancelAll(PLAIN, "no", null, 14);
        BulkResult second = admin.cancelAll(PLAIN, "no", first.next(), 100);

        assertThat(first.done()).isEqualTo(14);
        assertThat(second).isEqualTo(new BulkResult(16, null));
        assertThat(admin.count(PLAIN.withStatus(TaskStatus.CANCELLED), 100).tasks())
                .isEqualTo(30);
        assertThat(admin.deleteAll(TaskFilter.all(), null, 100)).isEqualTo(new BulkResult(30, null));
    }

    @Test
    void aTaskIsCopiedAndDeletedWhereItIs() {
        long id = engine.taskQueue()
                .enqueue(Task.of("plain", null).withShardKey(keyOf(engine, "b")))
                .taskId();

        long copy = admin.enqueueAgain(id, "{}").orElseThrow();

        assertThat(engine.shardOfTask(copy).orElseThrow().name()).isEqualTo("b");
        assertThat(admin.delete(id)).isTrue();
        assertThat(admin.find(id)).isEmpty();
        assertThat(admin.find(copy)).get().extracting(TaskInfo::payload).isEqualTo("{}");
    }

    @Test
    void whatIsSetHoldsInAllOfThem() {
        engine.processing().start();

        admin.setWorkerCount("plain", 9);
        admin.setTerminalTtl("plain", Duration.ofHours(1));

        Eventually.holds(() -> engine.shards().stream()
                .allMatch(shard -> shard.engine().state().kinds().get(0).workers() == 9));
        assertThat(admin.kinds().get(0).overrides().workerCount()).isEqualTo(9);
        assertThat(admin.kinds().get(0).overrides().terminalTtl()).isEqualTo(Duration.ofHours(1));
        assertThat(admin.resetWorkerCount("plain")).isTrue();
        assertThat(admin.resetTerminalTtl("plain")).isTrue();
        assertThat(admin.kinds().get(0).overrides().isEmpty()).isTrue();
    }

    @Test
    void refuseWhatNoneOfThemKnows() {
        assertThatThrownBy(() -> admin.find(TaskFilter.all().withKind("nobody"), null, 1))
                .isInstanceOf(UnknownKindException.class);
        assertThatThrownBy(() -> admin.find(PLAIN, "77@", 1)).hasMessageContaining("cursor");
    }
}
