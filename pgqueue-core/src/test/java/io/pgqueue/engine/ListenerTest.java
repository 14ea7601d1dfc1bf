package io.pgqueue.engine;

import static io.pgqueue.testsupport.TestQueue.QUICK;
import static io.pgqueue.testsupport.TestQueue.handler;
import static org.assertj.core.api.Assertions.assertThat;

import io.pgqueue.CancelTaskException;
import io.pgqueue.EnqueueResult;
import io.pgqueue.KindOptions;
import io.pgqueue.RetryTaskException;
import io.pgqueue.Task;
import io.pgqueue.TaskQueueListener;
import io.pgqueue.TaskQueueListener.AttemptOutcome;
import io.pgqueue.TaskQueueListener.ClosedTask;
import io.pgqueue.TaskQueueListener.FinishedAttempt;
import io.pgqueue.TaskStatus;
import io.pgqueue.TaskWork;
import io.pgqueue.testsupport.TestQueue;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.concurrent.CountDownLatch;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;

/** Each event is told once, with what belongs to it. */
@Tag("database")
class ListenerTest {

    private final TestQueue queue = new TestQueue();
    private final Events events = new Events();

    @AfterEach
    void close() {
        queue.close();
    }

    @Test
    void isToldOfWhatIsAdded() {
        PgQueueEngine engine = engine(QUICK, (payload, context) -> null);
        Task task = Task.of("heard", null).withExternalKey("k");

        EnqueueResult added = engine.taskQueue().enqueue(task);
        List<EnqueueResult> batch = engine.taskQueue().enqueueAll(List.of(task));

        assertThat(events.enqueued).containsExactly(added, batch.get(0));
        assertThat(batch.get(0).added()).isFalse();
    }

    @Test
    void isToldOfWhatIsEnqueuedAgain() {
        PgQueueEngine engine = engine(QUICK, (payload, context) -> null);
        Task task = Task.of("heard", Map.of("n", List.of(1, 2)))
                .withExternalKey("k")
                .withHeader("trace", "42")
                .withPriority(2)
                .withOrderingKey("o");
        long id = engine.taskQueue().enqueue(task).taskId();

        long copy = engine.taskAdmin().enqueueAgain(id, null).orElseThrow();

        assertThat(events.enqueued).extracting(EnqueueResult::taskId).containsExactly(id, copy);
        Task told = events.tasks.get(1);
        assertThat(told.payload()).isEqualTo(task.payload());
        assertThat(told.headers()).isEqualTo(task.headers());
        assertThat(told.priority()).isEqualTo(2);
        assertThat(told.orderingKey()).isEqualTo("o");
        assertThat(told.externalKey()).isNull();
        assertThat(engine.counts().kinds().get(0).enqueued()).isEqualTo(2);
    }

    @Test
    void isToldOfASuccess() {
        long id = run(QUICK, TaskStatus.SUCCEEDED, (payload, context) -> null);

        FinishedAttempt attempt = onlyAttempt();
        assertThat(attempt.taskId()).isEqualTo(id);
        assertThat(attempt.kind()).isEqualTo("heard");
        assertThat(attempt.externalKey()).isEqualTo("key");
        assertThat(attempt.attempt()).isEqualTo(1);
        assertThat(attempt.outcome()).isEqualTo(AttemptOutcome.SUCCEEDED);
        assertThat(attempt.error()).isNull();
        assertThat(attempt.waited()).isBetween(Duration.ZERO, Duration.ofSeconds(30));
        assertThat(attempt.ran()).isBetween(Duration.ofNanos(1), Duration.ofSeconds(30));
        assertThat(events.closed).containsExactly(new ClosedTask(id, "heard", TaskStatus.SUCCEEDED));
    }

    @Test
    void isToldOfATransactionalSuccess() {
        long id = run(QUICK.withTransactional(true), TaskStatus.SUCCEEDED, (payload, context) -> null);

        assertThat(onlyAttempt().outcome()).isEqualTo(AttemptOutcome.SUCCEEDED);
        assertThat(events.closed).containsExactly(new ClosedTask(id, "heard", TaskStatus.SUCCEEDED));
    }

    @Test
    void isToldOfEachFailureAndOfTheEnd() {
        IllegalStateException error = new IllegalStateException("fails");

        long id = run(QUICK.withMaxAttempts(2), TaskStatus.NO_ATTEMPTS_LEFT, (payload, context) -> {
            throw error;
        });

        Eventually.holds(() -> events.closed.size() == 1);
        assertThat(events.finished).extracting(FinishedAttempt::attempt).containsExactly(1, 2);
        assertThat(events.finished).extracting(FinishedAttempt::outcome).containsOnly(AttemptOutcome.FAILED);
        assertThat(events.finished.get(0).error()).isSameAs(error);
        assertThat(events.closed).containsExactly(new ClosedTask(id, "heard", TaskStatus.NO_ATTEMPTS_LEFT));
    }

    @Test
    void isToldOfATimeout() {
        run(
                QUICK.withMaxAttempts(1).withAttemptTimeout(Duration.ofMillis(50)),
                TaskStatus.NO_ATTEMPTS_LEFT,
                (payload, context) -> {
                    new CountDownLatch(1).await();
                    return null;
                });

        assertThat(onlyAttempt().outcome()).isEqualTo(AttemptOutcome.TIMED_OUT);
        assertThat(onlyAttempt().error()).isInstanceOf(InterruptedException.class);
    }

    @Test
    void isToldOfACancellation() {
        long id = run(QUICK, TaskStatus.CANCELLED, (payload, context) -> {
            throw new CancelTaskException("pointless");
        });

        assertThat(onlyAttempt().outcome()).isEqualTo(AttemptOutcome.CANCELLED);
        assertThat(events.closed).containsExactly(new ClosedTask(id, "heard", TaskStatus.CANCELLED));
    }

    @Test
    void isToldOfARequestToRunAgain() {
        run(QUICK, TaskStatus.SUCCEEDED, (payload, context) -> {
            if (events.finished.isEmpty()) {
                throw RetryTaskException.uncounted("not yet", Duration.ZERO);
            }
            return null;
        });

        assertThat(events.finished)
                .extracting(FinishedAttempt::outcome)
                .containsExactly(AttemptOutcome.RETRY_REQUESTED, AttemptOutcome.SUCCEEDED);
        assertThat(events.closed).hasSize(1);
    }

    @Test
    void isToldOfARelease() throws Exception {
        CountDownLatch begun = new CountDownLatch(1);
        PgQueueEngine engine = engine(QUICK, (payload, context) -> {
            begun.countDown();
            new CountDownLatch(1).await();
            return null;
        });
        engine.processing().start();
        engine.taskQueue().enqueue(Task.of("heard", null));
        Eventually.happens(begun);

        engine.processing().stop(Duration.ZERO);

        assertThat(onlyAttempt().outcome()).isEqualTo(AttemptOutcome.RELEASED);
        assertThat(events.closed).isEmpty();
    }

    @Test
    void changesNothingByThrowing() {
        events.thrown = new IllegalStateException("a listener's own");

        long id = run(QUICK.withWorkerCount(1), TaskStatus.SUCCEEDED, (payload, context) -> null);

        assertThat(onlyAttempt().taskId()).isEqualTo(id);
    }

    @Test
    void changesNothingByAnError() {
        events.thrown = new AssertionError("a listener's own");

        long id = run(QUICK.withWorkerCount(1), TaskStatus.SUCCEEDED, (payload, context) -> null);

        assertThat(onlyAttempt().taskId()).isEqualTo(id);
    }

    @Test
    void changesNothingByAnInterruptOfItsThread() {
        PgQueueEngine engine = engine(QUICK, (payload, context) -> null);
        engine.processing().start();
        events.interrupts = true;

        for (int n = 0; n < 5; n++) {
            long id = engine.taskQueue().enqueue(Task.of("heard", null)).taskId();
            queue.await(engine, id, TaskStatus.SUCCEEDED);
        }

        Eventually.holds(() -> events.closed.size() == 5);
    }

    private FinishedAttempt onlyAttempt() {
        Eventually.holds(() -> !events.finished.isEmpty());
        assertThat(events.finished).hasSize(1);
        return events.finished.get(0);
    }

    private long run(KindOptions options, TaskStatus end, TaskWork<Map<String, Object>> work) {
        PgQueueEngine engine = engine(options, work);
        engine.processing().start();
        long id = engine.taskQueue()
                .enqueue(Task.of("heard", null).withExternalKey("key"))
                .taskId();
        queue.await(engine, id, end);
        Eventually.holds(() -> !events.closed.isEmpty());
        return id;
    }

    private PgQueueEngine engine(KindOptions options, TaskWork<Map<String, Object>> work) {
        return queue.engine(builder -> builder.listeners(List.of(events)), handler("heard", options, work));
    }

    private static final class Events implements TaskQueueListener {
        private final List<Task> tasks = new CopyOnWriteArrayList<>();
        private final List<EnqueueResult> enqueued = new CopyOnWriteArrayList<>();
        private final List<FinishedAttempt> finished = new CopyOnWriteArrayList<>();
        private final List<ClosedTask> closed = new CopyOnWriteArrayList<>();
        private volatile Throwable thrown;
        private volatile boolean interrupts;

        @Override
        public void onEnqueued(Task task, EnqueueResult result) {
            tasks.add(task);
            enqueued.add(result);
            misbehave();
        }

        @Override
        public void onAttemptFinished(FinishedAttempt attempt) {
            finished.add(attempt);
            misbehave();
        }

        @Override
        public void onClosed(ClosedTask task) {
            closed.add(task);
            misbehave();
            if (interrupts) {
                Thread.currentThread().interrupt();
            }
        }

        private void misbehave() {
            if (thrown instanceof RuntimeException e) {
                throw e;
            }
            if (thrown instanceof Error e) {
                throw e;
            }
        }
    }
}
