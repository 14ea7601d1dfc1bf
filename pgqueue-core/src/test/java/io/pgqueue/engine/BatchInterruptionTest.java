package io.pgqueue.engine;

import static io.pgqueue.testsupport.TestQueue.QUICK;
import static io.pgqueue.testsupport.TestQueue.handler;
import static org.assertj.core.api.Assertions.assertThat;

import io.pgqueue.BatchItem;
import io.pgqueue.BatchWork;
import io.pgqueue.KindOptions;
import io.pgqueue.Task;
import io.pgqueue.TaskInfo;
import io.pgqueue.TaskStatus;
import io.pgqueue.testsupport.TestQueue;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.atomic.AtomicBoolean;
import java.util.stream.Collectors;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;

/** How a batch ends before its handler would have ended it. */
@Tag("database")
class BatchInterruptionTest {

    private static final KindOptions ONE_WORKER = QUICK.withWorkerCount(1);

    private final TestQueue queue = new TestQueue();
    private final CountDownLatch begun = new CountDownLatch(1);
    private final CountDownLatch mayEnd = new CountDownLatch(1);
    private final List<List<Object>> batches = new CopyOnWriteArrayList<>();

    @AfterEach
    void close() {
        mayEnd.countDown();
        queue.close();
    }

    @Test
    void interruptsTheBatchAtItsTimeoutAndFailsEachOfItsTasks() {
        KindOptions options = QUICK.withAttemptTimeout(Duration.ofMillis(100)).withMaxAttempts(1);
        PgQueueEngine engine = engine(options, batch -> {
            batch.items().get(0).done();
            mayEnd.await();
        });
        List<Long> ids = add(engine, 3);

        engine.processing().start();

        List<TaskInfo> tasks = BatchAnswersTest.closed(engine, ids);
        assertThat(tasks).extracting(TaskInfo::status).containsOnly(TaskStatus.NO_ATTEMPTS_LEFT);
        assertThat(tasks)
                .allSatisfy(task -> assertThat(task.errors())
                        .singleElement()
                        .satisfies(error -> assertThat(error.message()).contains("longer than its timeout of PT0.1S")));
    }

    @Test
    void givesTheWholeBatchMoreTimeWhenOneOfItsTasksAsksForIt() {
        KindOptions options = QUICK.withAttemptTimeout(Duration.ofSeconds(3)).withMaxAttempts(1);
        CountDownLatch watched = new CountDownLatch(1);
        PgQueueEngine engine = queue.engine(
                BatchAnswersTest.batch(options, batch -> {
                    batch.items().get(1).context().extendTimeout(Duration.ofMinutes(1));
                    begun.countDown();
                    watched.await();
                }),
                handler("times-out", options, (payload, context) -> {
                    try {
                        begun.await();
                        mayEnd.await();
                    } finally {
                        watched.countDown();
                    }
                    return null;
                }));
        List<Long> ids = add(engine, 3);
        engine.taskQueue().enqueue(Task.of("times-out", null));

        engine.processing().start();

        assertThat(BatchAnswersTest.closed(engine, ids))
                .extracting(TaskInfo::status)
                .containsOnly(TaskStatus.SUCCEEDED);
    }

    @Test
    void marksTheContextOfACancelledTaskAndLetsTheOthersGoOn() throws Exception {
        PgQueueEngine engine = engine(QUICK, batch -> {
            begun.countDown();
            mayEnd.await();
            note(batch);
            batches.add(batch.items().stream()
                    .map(item -> (Object) item.context().isCancelled())
                    .toList());
            batch.items().get(2).done("in time");
        });
        List<Long> ids = add(engine, 4);
        engine.processing().start();
        Eventually.happens(begun);
        engine.taskAdmin().cancel(ids.get(1), "not wanted");
        engine.taskAdmin().cancel(ids.get(2), "not wanted either");
        mayEnd.countDown();

        List<TaskInfo> tasks = BatchAnswersTest.closed(engine, ids);

        assertThat(batches.get(1)).containsExactly(false, true, true, false);
        assertThat(tasks)
                .extracting(TaskInfo::status)
                .containsExactly(
                        TaskStatus.SUCCEEDED, TaskStatus.CANCELLED, TaskStatus.SUCCEEDED, TaskStatus.SUCCEEDED);
        assertThat(tasks.get(1).cancelReason()).isEqualTo("not wanted");
    }

    @Test
    void interruptsTheBatchWhenAllItsTasksAreCancelled() throws Exception {
        PgQueueEngine engine = engine(QUICK, batch -> {
            begun.countDown();
            mayEnd.await();
        });
        List<Long> ids = add(engine, 2);
        engine.processing().start();
        Eventually.happens(begun);

        ids.forEach(id -> engine.taskAdmin().cancel(id, "none is wanted"));

        assertThat(BatchAnswersTest.closed(engine, ids))
                .extracting(TaskInfo::status)
                .containsOnly(TaskStatus.CANCELLED);
    }

    @Test
    void givesBackWhatHasNotBegunOnAStopAndCountsNoAttempt() throws Exception {
        PgQueueEngine engine = engine(ONE_WORKER.withBatchSize(3).withBatchLinger(Duration.ofMinutes(1)), batch -> {
            begun.countDown();
            mayEnd.await();
        });
        List<Long> first = add(engine, 3);
        engine.processing().start();
        Eventually.happens(begun);
        PgQueueEngine waiting = engine(ONE_WORKER.withBatchSize(3).withBatchLinger(Duration.ofMinutes(1)), this::note);
        waiting.processing().start();
        List<Long> gathering = add(waiting, 2);
        Eventually.holds(() -> waiting.state().kinds().get(0).buffered() == 2);

        assertThat(waiting.processing().stop(Duration.ofMinutes(1))).isTrue();
        assertThat(engine.processing().stop(Duration.ZERO)).isFalse();

        first.addAll(gathering);
        assertThat(first).allSatisfy(id -> {
            TaskInfo task = engine.taskAdmin().find(id).orElseThrow();
            assertThat(task.status()).isEqualTo(TaskStatus.NEW);
            assertThat(task.attempt()).isZero();
        });
        assertThat(batches).isEmpty();
    }

    @Test
    void countsAnAttemptOfEachTaskThatItsDeadWorkerSaidToHaveBegun() throws Exception {
        AtomicBoolean first = new AtomicBoolean(true);
        PgQueueEngine dies = engine(ONE_WORKER.withBatchSize(2), batch -> {
            begun.countDown();
            if (first.getAndSet(false)) {
                mayEnd.await();
            }
        });
        dies.processing().start();
        List<Long> ids = add(dies, 2);
        Eventually.happens(begun);
        // as if the last beat had come before the second one's handler began
        queue.declareSilent(ids.get(0));
        PgQueueEngine rescuer = engine(QUICK, this::note);

        rescuer.processing().start();

        List<TaskInfo> tasks = BatchAnswersTest.closed(rescuer, ids);
        assertThat(tasks).extracting(TaskInfo::status).containsOnly(TaskStatus.SUCCEEDED);
        assertThat(tasks).extracting(TaskInfo::attempt).containsExactly(2, 1);
        assertThat(tasks.get(0).errors().get(0).message()).contains("died while it ran this task");
        assertThat(tasks.get(1).errors()).isEmpty();
    }

    @Test
    void reportsEveryTaskOfABatchAsBegun() throws Exception {
        PgQueueEngine engine = engine(QUICK, batch -> {
            begun.countDown();
            mayEnd.await();
        });
        List<Long> ids = add(engine, 3);
        engine.processing().start();
        Eventually.happens(begun);

        Eventually.passes(() -> assertThat(
                        queue.jdbc().queryForList("select unnest(begun) from pgqueue.worker order by 1", Long.class))
                .containsExactlyElementsOf(ids));
    }

    @Test
    void givesUpOnABatchThatIgnoresItsInterruptAndCountsOneStuckWorker() {
        KindOptions options = QUICK.withAttemptTimeout(Duration.ofMillis(50)).withMaxAttempts(1);
        PgQueueEngine engine = engine(options, batch -> {
            while (mayEnd.getCount() > 0) {
                try {
                    mayEnd.await();
                } catch (InterruptedException e) {
                    // on purpose
                }
            }
        });
        List<Long> ids = add(engine, 2);

        engine.processing().start();

        assertThat(BatchAnswersTest.closed(engine, ids))
                .extracting(TaskInfo::status)
                .containsOnly(TaskStatus.NO_ATTEMPTS_LEFT);
        assertThat(engine.state().kinds().get(0).stuck()).isEqualTo(1);
    }

    private PgQueueEngine engine(KindOptions options, BatchWork<Map<String, Object>> work) {
        return queue.engine(BatchAnswersTest.batch(options, work));
    }

    private void note(Iterable<BatchItem<Map<String, Object>>> batch) {
        List<Object> numbers = new ArrayList<>();
        batch.forEach(item -> numbers.add(item.payload().get("n")));
        batches.add(numbers);
    }

    private static List<Long> add(PgQueueEngine engine, int count) {
        List<Task> tasks = new ArrayList<>();
        for (int n = 0; n < count; n++) {
            tasks.add(Task.of("batch", Map.of("n", n)));
        }
        return engine.taskQueue().enqueueAll(tasks).stream()
                .map(result -> result.taskId())
                .collect(Collectors.toCollection(ArrayList::new));
    }
}
