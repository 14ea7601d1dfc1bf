package io.pgqueue.engine;

import static io.pgqueue.testsupport.TestQueue.QUICK;
import static io.pgqueue.testsupport.TestQueue.handler;
import static org.assertj.core.api.Assertions.assertThat;

import io.pgqueue.CancelTaskException;
import io.pgqueue.KindOptions;
import io.pgqueue.RetryTaskException;
import io.pgqueue.Task;
import io.pgqueue.TaskError;
import io.pgqueue.TaskInfo;
import io.pgqueue.TaskKind;
import io.pgqueue.TaskRegistration;
import io.pgqueue.TaskStatus;
import io.pgqueue.TaskWork;
import io.pgqueue.testsupport.TestQueue;
import java.io.FileNotFoundException;
import java.io.IOException;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.concurrent.atomic.AtomicInteger;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** What becomes of a task whose handler throws. */
@Tag("database")
class FailureTest {

    private final TestQueue queue = new TestQueue();

    @AfterEach
    void close() {
        queue.close();
    }

    @Test
    void isCancelledByItsHandlerWithTheReason() {
        TaskInfo task = run(QUICK, TaskStatus.CANCELLED, (payload, context) -> {
            throw new CancelTaskException("the order is gone");
        });

        assertThat(task.cancelReason()).isEqualTo("the order is gone");
        assertThat(task.attempt()).isEqualTo(1);
    }

    @Test
    void isCancelledByItsHandlerWithoutAReason() {
        TaskInfo task = run(QUICK, TaskStatus.CANCELLED, (payload, context) -> {
            throw new CancelTaskException(null);
        });

        assertThat(task.cancelReason()).isEqualTo("cancelled by its handler");
    }

    @Test
    void runsAgainWithoutACountWhenItsHandlerAsksForThat() {
        AtomicInteger runs = new AtomicInteger();

        TaskInfo task = run(QUICK.withMaxAttempts(2), TaskStatus.SUCCEEDED, (payload, context) -> {
            if (runs.incrementAndGet() <= 5) {
                throw RetryTaskException.uncounted("not yet", Duration.ZERO);
            }
            return null;
        });

        assertThat(runs).hasValue(6);
        assertThat(task.attempt()).isEqualTo(1);
        assertThat(task.errors()).isEmpty();
    }

    @Test
    void runsAgainAfterTheDelayThatItsHandlerChose() {
        KindOptions slow = KindOptions.none().withRetryDelay(attempt -> Duration.ofDays(1));

        TaskInfo task = run(slow.withMaxAttempts(3), TaskStatus.NO_ATTEMPTS_LEFT, (payload, context) -> {
            throw RetryTaskException.counted("busy", Duration.ofMillis(1)).causedBy(new IOException("root"));
        });

        assertThat(task.attempt()).isEqualTo(3);
        assertThat(task.errors()).extracting(TaskError::attempt).containsExactly(1, 2, 3);
        assertThat(task.errors()).extracting(TaskError::message).containsOnly("busy");
        assertThat(task.errors().get(0).stackTrace()).contains("IOException: root");
    }

    @Test
    void waitsAsLongAsItsHandlerChose() {
        TaskInfo task = run(QUICK, TaskStatus.MUST_RETRY, (payload, context) -> {
            throw RetryTaskException.counted("later", Duration.ofHours(2));
        });

        assertThat(Duration.between(task.startedAt(), task.availableAt()))
                .isBetween(Duration.ofMinutes(119), Duration.ofMinutes(121));
    }

    @Test
    void failsForGoodOfAnExceptionThatIsNotWorthARetry() {
        TaskInfo task = run(
                QUICK.withNoRetryFor(List.of(IOException.class)), TaskStatus.NO_ATTEMPTS_LEFT, (payload, context) -> {
                    throw new FileNotFoundException("a subclass");
                });

        assertThat(task.attempt()).isEqualTo(1);
    }

    @Test
    void failsForGoodOfAPayloadThatCannotBeReadAndRunsAgainWhenAsked() {
        AtomicInteger calls = new AtomicInteger();
        TaskKind<Order> kind = TaskKind.of("orders", Order.class);
        PgQueueEngine engine = queue.engine(TaskRegistration.of(kind, QUICK, (payload, context) -> {
            calls.incrementAndGet();
            return null;
        }));
        engine.processing().start();

        long id = engine.taskQueue().enqueue(Task.of("orders", "no order")).taskId();

        TaskInfo failed = queue.await(engine, id, TaskStatus.NO_ATTEMPTS_LEFT);
        assertThat(failed.attempt()).isEqualTo(1);
        assertThat(failed.errors().get(0).message())
                .contains("payload of task " + id, "cannot be read as", "FailureTest$Order", "'orders'");
        assertThat(calls).hasValue(0);

        assertThat(engine.taskAdmin().retry(id, 1)).isTrue();
        Eventually.holds(
                () -> queue.await(engine, id, TaskStatus.NO_ATTEMPTS_LEFT).attempt() == 2);
    }

    @Test
    void keepsTheLastErrorsAlone() {
        TaskInfo task = run(
                QUICK.withMaxAttempts(4).withMaxErrorMessages(2), TaskStatus.NO_ATTEMPTS_LEFT, (payload, context) -> {
                    throw new IllegalStateException("failure " + context.attempt());
                });

        assertThat(task.errors()).extracting(TaskError::message).containsExactly("failure 3", "failure 4");
        assertThat(task.errors()).allSatisfy(error -> {
            assertThat(error.worker()).contains("/" + ProcessHandle.current().pid());
            assertThat(error.at()).isBetween(task.createdAt(), task.finishedAt().plusSeconds(1));
        });
    }

    @Test
    void keepsNoErrorsWhereNoneAreWanted() {
        TaskInfo task = run(
                QUICK.withMaxAttempts(2).withMaxErrorMessages(0), TaskStatus.NO_ATTEMPTS_LEFT, (payload, context) -> {
                    throw new IllegalStateException("unseen");
                });

        assertThat(task.errors()).isEmpty();
    }

    @Test
    void keepsErrorsOfAnyLengthAndCharacterInBounds() {
        TaskInfo task = run(QUICK.withMaxAttempts(1), TaskStatus.NO_ATTEMPTS_LEFT, (payload, context) -> {
            throw new IllegalStateException("null \0, half \ud83d, " + "x".repeat(100_000));
        });

        TaskError error = task.errors().get(0);
        assertThat(error.message()).hasSize(2_000).startsWith("null \ufffd, half \ufffd, x");
        assertThat(error.stackTrace()).hasSize(8_000);
    }

    @ParameterizedTest
    @ValueSource(classes = {OutOfMemoryError.class, StackOverflowError.class, AssertionError.class, ThreadDeath.class})
    void outlivesAnErrorOfItsHandler(Class<? extends Error> type) {
        TaskInfo task = run(QUICK.withWorkerCount(1), TaskStatus.SUCCEEDED, (payload, context) -> {
            if (context.attempt() == 1) {
                throw type.getDeclaredConstructor().newInstance();
            }
            return null;
        });

        assertThat(task.errors()).extracting(TaskError::type).containsExactly(type.getName());
    }

    @Test
    void outlivesAnExceptionThatCannotBeAskedForItsMessage() {
        TaskInfo task = run(QUICK.withWorkerCount(1).withMaxAttempts(1), TaskStatus.NO_ATTEMPTS_LEFT, (p, context) -> {
            throw new Unspeakable();
        });

        assertThat(task.errors()).hasSize(1);
    }

    @Test
    void fallsBackToTheStandardDelayWhereTheKindsOwnFails() {
        KindOptions broken = KindOptions.none().withRetryDelay(attempt -> {
            throw new IllegalStateException("no delay");
        });

        TaskInfo task = run(broken, TaskStatus.MUST_RETRY, (payload, context) -> {
            throw new IllegalStateException("fails");
        });

        assertThat(Duration.between(task.startedAt(), task.availableAt()))
                .isBetween(Duration.ofSeconds(3), Duration.ofSeconds(7).plusSeconds(20));
    }

    @Test
    void doesNotPassAnInterruptThatAHandlerLeftBehindOnToTheNextTask() {
        AtomicInteger interrupted = new AtomicInteger();
        PgQueueEngine engine = queue.engine(handler("leaves", QUICK.withWorkerCount(1), (payload, context) -> {
            if (Thread.interrupted()) {
                interrupted.incrementAndGet();
            }
            Thread.currentThread().interrupt();
            return null;
        }));
        engine.processing().start();

        long last = 0;
        for (int n = 0; n < 50; n++) {
            last = engine.taskQueue().enqueue(Task.of("leaves", null)).taskId();
        }

        queue.await(engine, last, TaskStatus.SUCCEEDED);
        assertThat(interrupted).hasValue(0);
    }

    private TaskInfo run(KindOptions options, TaskStatus end, TaskWork<Map<String, Object>> work) {
        PgQueueEngine engine = queue.engine(handler("fails", options, work));
        engine.processing().start();
        long id = engine.taskQueue().enqueue(Task.of("fails", null)).taskId();
        return queue.await(engine, id, end);
    }

    /** What a handler takes. */
    record Order(int number) {}

    /** As a badly written exception of an application's. */
    private static final class Unspeakable extends RuntimeException {
        private static final long serialVersionUID = 1L;

        @Override
        public String getMessage() {
            throw new IllegalStateException("no message");
        }
    }
}
