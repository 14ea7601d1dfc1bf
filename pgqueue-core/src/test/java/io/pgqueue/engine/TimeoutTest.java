package io.pgqueue.engine;

import static io.pgqueue.testsupport.TestQueue.QUICK;
import static io.pgqueue.testsupport.TestQueue.handler;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.pgqueue.KindOptions;
import io.pgqueue.Task;
import io.pgqueue.TaskError;
import io.pgqueue.TaskInfo;
import io.pgqueue.TaskStatus;
import io.pgqueue.TaskWork;
import io.pgqueue.testsupport.TestQueue;
import java.time.Duration;
import java.util.Map;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;

/** Attempts that take too long, of handlers that heed an interrupt. */
@Tag("database")
class TimeoutTest {

    private static final KindOptions SHORT = QUICK.withAttemptTimeout(Duration.ofMillis(100));

    private final TestQueue queue = new TestQueue();

    @AfterEach
    void close() {
        queue.close();
    }

    @Test
    void failsTheAttemptWithAStackOfWhereItWas() {
        TaskInfo failed = run(SHORT.withMaxAttempts(1), TaskStatus.NO_ATTEMPTS_LEFT, (payload, context) -> {
            waitsForever();
            return null;
        });

        assertThat(failed.attempt()).isEqualTo(1);
        assertThat(failed.errors()).hasSize(1);
        TaskError error = failed.errors().get(0);
        assertThat(error.type()).isEqualTo(TimeoutException.class.getName());
        assertThat(error.message()).contains("PT0.1S", "attempt-timeout");
        assertThat(error.stackTrace()).contains("waitsForever");
    }

    @Test
    void triesAgainAfterATimeout() {
        TaskInfo done = run(SHORT, TaskStatus.SUCCEEDED, (payload, context) -> {
            if (context.attempt() == 1) {
                waitsForever();
            }
            return null;
        });

        assertThat(done.attempt()).isEqualTo(2);
        assertThat(done.errors()).extracting(TaskError::type).containsExactly(TimeoutException.class.getName());
    }

    @Test
    void doesNotTrustWhatAHandlerReturnsAfterItsInterrupt() {
        TaskInfo failed = run(SHORT.withMaxAttempts(1), TaskStatus.NO_ATTEMPTS_LEFT, (payload, context) -> {
            try {
                waitsForever();
            } catch (InterruptedException e) {
                return "as if it were done";
            }
            return null;
        });

        assertThat(failed.result()).isNull();
        assertThat(failed.errors()).extracting(TaskError::type).containsExactly(TimeoutException.class.getName());
    }

    @Test
    void keepsWhereAHandlerWasThatReturnsAfterItsInterrupt() {
        TaskInfo failed = run(SHORT.withMaxAttempts(1), TaskStatus.NO_ATTEMPTS_LEFT, (payload, context) -> {
            try {
                waitsForever();
            } catch (InterruptedException e) {
                return null;
            }
            return null;
        });

        assertThat(failed.errors().get(0).stackTrace()).contains("waitsForever");
    }

    @Test
    void givesAnAttemptMoreTime() {
        // without more time each attempt fails; on a busy machine one may be over before it asks
        run(SHORT.withMaxAttempts(20), TaskStatus.SUCCEEDED, (payload, context) -> {
            context.extendTimeout(Duration.ofMinutes(1));
            return new CountDownLatch(1).await(400, TimeUnit.MILLISECONDS);
        });
    }

    @Test
    void countsAnExtensionFromNow() {
        TaskInfo failed = run(SHORT.withMaxAttempts(1), TaskStatus.NO_ATTEMPTS_LEFT, (payload, context) -> {
            context.extendTimeout(Duration.ofMillis(300));
            waitsForever();
            return null;
        });

        assertThat(failed.errors()).extracting(TaskError::type).containsExactly(TimeoutException.class.getName());
    }

    @Test
    void takesAnExtensionWithoutEnd() {
        run(SHORT.withMaxAttempts(20), TaskStatus.SUCCEEDED, (payload, context) -> {
            context.extendTimeout(Duration.ofSeconds(Long.MAX_VALUE));
            return null;
        });
    }

    @Test
    void refusesAnExtensionByNothing() {
        run(SHORT, TaskStatus.SUCCEEDED, (payload, context) -> {
            assertThatThrownBy(() -> context.extendTimeout(Duration.ZERO))
                    .isInstanceOf(IllegalArgumentException.class)
                    .hasMessageContaining("PT0S");
            return null;
        });
    }

    private static void waitsForever() throws InterruptedException {
        new CountDownLatch(1).await();
    }

    private TaskInfo run(KindOptions options, TaskStatus end, TaskWork<Map<String, Object>> work) {
        PgQueueEngine engine = queue.engine(handler("slow", options, work));
        engine.processing().start();
        long id = engine.taskQueue().enqueue(Task.of("slow", null)).taskId();
        return queue.await(engine, id, end);
    }
}
