package io.pgqueue.engine;

import static io.pgqueue.testsupport.TestQueue.QUICK;
import static io.pgqueue.testsupport.TestQueue.handler;
import static org.assertj.core.api.Assertions.assertThat;

import ch.qos.logback.classic.Level;
import io.pgqueue.KindOptions;
import io.pgqueue.Task;
import io.pgqueue.TaskInfo;
import io.pgqueue.TaskStatus;
import io.pgqueue.TaskWork;
import io.pgqueue.testsupport.TestQueue;
import java.time.Duration;
import java.util.Map;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;

/** What a handler returns never fails or repeats its attempt. */
@Tag("database")
class ResultTest {

    private final TestQueue queue = new TestQueue();
    private final LogCapture log = new LogCapture();

    @AfterEach
    void close() {
        log.close();
        queue.close();
    }

    @Test
    void isKeptAsJson() {
        TaskInfo task = run(QUICK, (payload, context) -> Map.of("lucky", true));

        assertThat(task.result()).isEqualTo("{\"lucky\": true}");
    }

    @Test
    void isNoneWhereTheHandlerReturnsNothing() {
        assertThat(run(QUICK, (payload, context) -> null).result()).isNull();
    }

    @Test
    void isDroppedWithAWarningWhereItCannotBeWritten() {
        TaskInfo task = run(QUICK, (payload, context) -> new EnqueueChecksTest.Unwritable());

        assertDropped(task);
    }

    @Test
    void isDroppedWithAWarningWhereItHasNoEnd() {
        TaskInfo task = run(QUICK, (payload, context) -> new Endless());

        assertDropped(task);
    }

    @Test
    void isDroppedWithAWarningWhereTheDatabaseCannotStoreIt() {
        TaskInfo task = run(QUICK, (payload, context) -> "null character \0");

        assertDropped(task);
    }

    @Test
    void isDroppedWithAWarningWhereItIsTooLarge() {
        TaskInfo task = run(QUICK, (payload, context) -> "x".repeat(1024 * 1024));

        assertDropped(task);
    }

    @Test
    void isDroppedWithAWarningInATransactionalHandlerToo() {
        TaskInfo task = run(QUICK.withTransactional(true), (payload, context) -> new EnqueueChecksTest.Unwritable());

        assertDropped(task);
    }

    @Test
    void goesWithItsTaskAndKeyWhereNothingIsKept() {
        KindOptions keepsNothing = QUICK.withTerminalTtl(Duration.ZERO);
        PgQueueEngine engine = queue.engine(handler("gone", keepsNothing, (payload, context) -> "unseen"));
        engine.processing().start();
        Task task = Task.of("gone", null).withExternalKey("k");

        long id = engine.taskQueue().enqueue(task).taskId();

        Eventually.holds(() -> engine.taskAdmin().find(id).isEmpty());
        assertThat(engine.taskQueue().enqueue(task).added()).isTrue();
    }

    @Test
    void isKeptWhereTheSupplierOfTheTtlFails() {
        boolean[] started = {false};
        KindOptions broken = QUICK.withTerminalTtl(() -> {
            if (started[0]) {
                throw new IllegalStateException("no TTL");
            }
            return Duration.ofDays(1);
        });

        TaskInfo task = run(broken, (payload, context) -> {
            started[0] = true;
            return 1;
        });

        assertThat(task.attempt()).isEqualTo(1);
        assertThat(task.result()).isEqualTo("1");
    }

    private void assertDropped(TaskInfo task) {
        assertThat(task.attempt()).isEqualTo(1);
        assertThat(task.result()).isNull();
        assertThat(task.errors()).isEmpty();
        assertThat(log.messages(Level.WARN))
                .anyMatch(line -> line.contains("attempt 1 succeeded, but its result is not kept"));
    }

    private TaskInfo run(KindOptions options, TaskWork<Map<String, Object>> work) {
        PgQueueEngine engine = queue.engine(handler("returns", options, work));
        engine.processing().start();
        long id = engine.taskQueue().enqueue(Task.of("returns", null)).taskId();
        return queue.await(engine, id, TaskStatus.SUCCEEDED);
    }

    /** A value that contains itself. */
    public static final class Endless {
        public Endless getSelf() {
            return this;
        }
    }
}
