package io.pgqueue.engine;

import static io.pgqueue.testsupport.TestQueue.QUICK;
import static io.pgqueue.testsupport.TestQueue.handler;
import static org.assertj.core.api.Assertions.assertThat;

import ch.qos.logback.classic.Level;
import io.pgqueue.Task;
import io.pgqueue.TaskInfo;
import io.pgqueue.TaskStatus;
import io.pgqueue.engine.EngineState.KindState;
import io.pgqueue.testsupport.TestQueue;
import java.time.Duration;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeoutException;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.MethodOrderer;
import org.junit.jupiter.api.Order;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.TestInstance;
import org.junit.jupiter.api.TestMethodOrder;

/** A handler that ignores its interrupt: one such run, and what can be seen of it. */
@Tag("database")
@TestInstance(TestInstance.Lifecycle.PER_CLASS)
@TestMethodOrder(MethodOrderer.OrderAnnotation.class)
class StubbornHandlerTest {

    private final TestQueue queue = new TestQueue();
    private final LogCapture log = new LogCapture();
    private final CountDownLatch mayEnd = new CountDownLatch(1);
    private final PgQueueEngine engine = queue.engine(handler(
            "stubborn", QUICK.withWorkerCount(2).withAttemptTimeout(Duration.ofMillis(100)), (payload, context) -> {
                if (context.attempt() == 1) {
                    ignoresItsInterrupt();
                }
                return context.attempt();
            }));
    private TaskInfo done;

    @BeforeAll
    void run() {
        engine.processing().start();
        long id = engine.taskQueue().enqueue(Task.of("stubborn", null)).taskId();
        done = queue.await(engine, id, TaskStatus.SUCCEEDED);
    }

    @AfterAll
    void close() {
        mayEnd.countDown();
        log.close();
        queue.close();
    }

    @Test
    @Order(1)
    void doesNotHoldUpItsTask() {
        assertThat(done.attempt()).isEqualTo(2);
        assertThat(done.result()).isEqualTo("2");
    }

    @Test
    @Order(1)
    void hasFailedOfItsTimeoutWithAStackOfWhereItIs() {
        assertThat(done.errors()).hasSize(1);
        assertThat(done.errors().get(0).type()).isEqualTo(TimeoutException.class.getName());
        assertThat(done.errors().get(0).stackTrace()).contains("ignoresItsInterrupt");
    }

    @Test
    @Order(1)
    void isLoggedOnceWithItsStack() {
        assertThat(log.messages(Level.WARN).stream().filter(line -> line.contains("ignores its interrupt")))
                .hasSize(1)
                .first()
                .asString()
                .contains("ignoresItsInterrupt", "of kind stubborn, attempt 1");
    }

    @Test
    @Order(1)
    void keepsItsWorkerAndIsCounted() {
        KindState kind = engine.state().kinds().get(0);
        assertThat(kind.stuck()).isEqualTo(1);
        assertThat(kind.busy()).isEqualTo(1);
    }

    @Test
    @Order(2)
    void givesItsWorkerBackWhenItEnds() {
        mayEnd.countDown();

        Eventually.holds(() -> engine.state().kinds().get(0).busy() == 0);
        assertThat(engine.state().kinds().get(0).stuck()).isZero();
        assertThat(engine.taskAdmin().find(done.id()).orElseThrow().attempt()).isEqualTo(2);
    }

    private void ignoresItsInterrupt() {
        while (true) {
            try {
                mayEnd.await();
                return;
            } catch (InterruptedException e) {
                // on purpose
            }
        }
    }
}
