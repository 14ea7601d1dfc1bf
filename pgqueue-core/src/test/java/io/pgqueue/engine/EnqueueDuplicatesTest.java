package io.pgqueue.engine;

import static io.pgqueue.testsupport.TestQueue.handler;
import static org.assertj.core.api.Assertions.assertThat;

import io.pgqueue.EnqueueResult;
import io.pgqueue.EnqueueResult.Outcome;
import io.pgqueue.OnDuplicate;
import io.pgqueue.Task;
import io.pgqueue.TaskInfo;
import io.pgqueue.TaskStatus;
import io.pgqueue.testsupport.TestQueue;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.concurrent.CountDownLatch;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.TestInstance;

/** Kind and external key are the idempotency key, within a batch and across calls. */
@Tag("database")
@TestInstance(TestInstance.Lifecycle.PER_CLASS)
class EnqueueDuplicatesTest {

    private final TestQueue queue = new TestQueue();
    private final CountDownLatch mayEnd = new CountDownLatch(1);
    private final PgQueueEngine engine = queue.engine(
            handler("runs", (payload, context) -> payload.get("n")),
            handler("blocks", (payload, context) -> {
                mayEnd.await();
                return null;
            }),
            handler("waits", TestQueue.QUICK.withWorkerCount(0), (payload, context) -> null));

    @BeforeAll
    void start() {
        engine.processing().start();
    }

    @AfterAll
    void close() {
        mayEnd.countDown();
        queue.close();
    }

    @Test
    void addsNothingWhileALiveTaskHoldsTheKey() {
        EnqueueResult first = add(task("waits", "live", 1));

        EnqueueResult second = add(task("waits", "live", 2));

        assertThat(second).isEqualTo(new EnqueueResult(first.taskId(), Outcome.DUPLICATE));
        assertThat(payload(first.taskId())).isEqualTo(1);
    }

    @Test
    void addsNothingWhileAClosedTaskHoldsTheKey() {
        EnqueueResult first = add(task("runs", "closed", 1));
        queue.await(engine, first.taskId(), TaskStatus.SUCCEEDED);

        assertThat(add(task("runs", "closed", 2))).isEqualTo(new EnqueueResult(first.taskId(), Outcome.DUPLICATE));
    }

    @Test
    void takesTheSameKeyForAnotherKind() {
        add(task("waits", "shared", 1));

        assertThat(add(task("blocks", "shared", 1)).added()).isTrue();
    }

    @Test
    void replacesATaskThatWaits() {
        EnqueueResult first = add(task("waits", "replaced", 1).withHeader("old", "x"));

        EnqueueResult second = add(task("waits", "replaced", 2)
                .withHeader("new", "y")
                .withPriority(1)
                .withDelay(Duration.ofHours(1))
                .onDuplicate(OnDuplicate.REPLACE_WAITING));

        assertThat(second).isEqualTo(new EnqueueResult(first.taskId(), Outcome.REPLACED));
        TaskInfo task = engine.taskAdmin().find(first.taskId()).orElseThrow();
        assertThat(task.payload()).isEqualTo("{\"n\": 2}");
        assertThat(task.headers()).isEqualTo(Map.of("new", "y"));
        assertThat(task.priority()).isEqualTo(1);
        assertThat(task.availableAt()).isAfter(task.createdAt().plusSeconds(3_590));
    }

    @Test
    void doesNotReplaceATaskThatRuns() {
        EnqueueResult first = add(task("blocks", "running", 1));
        queue.await(engine, first.taskId(), TaskStatus.RUNNING);

        EnqueueResult second = add(task("blocks", "running", 2).onDuplicate(OnDuplicate.REPLACE_WAITING));

        assertThat(second.outcome()).isEqualTo(Outcome.DUPLICATE);
        assertThat(payload(first.taskId())).isEqualTo(1);
    }

    @Test
    void doesNotReplaceATaskThatIsClosed() {
        EnqueueResult first = add(task("runs", "done", 1));
        queue.await(engine, first.taskId(), TaskStatus.SUCCEEDED);

        EnqueueResult second = add(task("runs", "done", 2).onDuplicate(OnDuplicate.REPLACE_WAITING));

        assertThat(second).isEqualTo(new EnqueueResult(first.taskId(), Outcome.DUPLICATE));
    }

    @Test
    void addsAnewWhereTheTaskIsClosedAndThatWasAskedFor() {
        EnqueueResult first = add(task("runs", "again", 1));
        queue.await(engine, first.taskId(), TaskStatus.SUCCEEDED);

        EnqueueResult second = add(task("runs", "again", 2).onDuplicate(OnDuplicate.ADD_IF_CLOSED));

        assertThat(second.added()).isTrue();
        assertThat(second.taskId()).isNotEqualTo(first.taskId());
        assertThat(engine.taskQueue().find("runs", "again").orElseThrow().id()).isEqualTo(second.taskId());
        assertThat(engine.taskAdmin().find(first.taskId()).orElseThrow().status())
                .isEqualTo(TaskStatus.SUCCEEDED);
    }

    @Test
    void doesNotAddAnewWhereTheTaskIsLive() {
        EnqueueResult first = add(task("waits", "still-live", 1));

        EnqueueResult second = add(task("waits", "still-live", 2).onDuplicate(OnDuplicate.ADD_IF_CLOSED));

        assertThat(second).isEqualTo(new EnqueueResult(first.taskId(), Outcome.DUPLICATE));
    }

    @Test
    void answersABatchInItsOrderWithEachKeyAddedOnce() {
        List<Task> tasks = new ArrayList<>();
        for (int n = 0; n < 5_000; n++) {
            // falling keys, each fifth task the same as the one before it
            int key = n % 5 == 4 ? n - 1 : n;
            tasks.add(task("waits", "batch-" + (9_999 - key), n));
        }

        List<EnqueueResult> results = engine.taskQueue().enqueueAll(tasks);

        assertThat(results).hasSize(5_000);
        for (int n = 0; n < 5_000; n++) {
            EnqueueResult result = results.get(n);
            if (n % 5 == 4) {
                assertThat(result)
                        .isEqualTo(new EnqueueResult(results.get(n - 1).taskId(), Outcome.DUPLICATE));
            } else {
                assertThat(result.added()).isTrue();
            }
        }
        assertThat(payload(results.get(4_998).taskId())).isEqualTo(4_998);
        assertThat(payload(results.get(0).taskId())).isZero();
        assertThat(results.stream().map(EnqueueResult::taskId).distinct()).hasSize(4_000);
    }

    @Test
    void answersAnEmptyBatchWithNothing() {
        assertThat(engine.taskQueue().enqueueAll(List.of())).isEmpty();
    }

    private EnqueueResult add(Task task) {
        return engine.taskQueue().enqueue(task);
    }

    private static Task task(String kind, String key, int n) {
        return Task.of(kind, Map.of("n", n)).withExternalKey(key);
    }

    private int payload(long taskId) {
        Integer n = queue.jdbc()
                .queryForObject("select (payload ->> 'n')::int from pgqueue.tasks where id = ?", Integer.class, taskId);
        return n == null ? -1 : n;
    }
}
