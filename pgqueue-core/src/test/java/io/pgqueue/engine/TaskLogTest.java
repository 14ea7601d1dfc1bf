package io.pgqueue.engine;

import static io.pgqueue.testsupport.TestQueue.QUICK;
import static io.pgqueue.testsupport.TestQueue.handler;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatIllegalStateException;

import io.pgqueue.BatchItem;
import io.pgqueue.CancelTaskException;
import io.pgqueue.KindOptions;
import io.pgqueue.Task;
import io.pgqueue.TaskBatch;
import io.pgqueue.TaskContext;
import io.pgqueue.TaskLogLine;
import io.pgqueue.TaskRegistration;
import io.pgqueue.TaskStatus;
import io.pgqueue.testsupport.TestQueue;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.Map;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.atomic.AtomicReference;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** What a handler says is kept with its task. */
@Tag("database")
class TaskLogTest {

    private final TestQueue queue = new TestQueue();

    @AfterEach
    void close() {
        queue.close();
    }

    @ParameterizedTest
    @ValueSource(booleans = {false, true})
    void isKeptThroughAFailureAndTheSuccessAfterIt(boolean transactional) {
        Instant before = Instant.now();
        PgQueueEngine engine =
                queue.engine(handler("says", QUICK.withTransactional(transactional), (payload, context) -> {
                    context.log("begun");
                    context.log("try " + context.attempt());
                    if (context.attempt() == 1) {
                        throw new IllegalStateException("fails");
                    }
                    return null;
                }));

        List<TaskLogLine> lines = run(engine, TaskStatus.SUCCEEDED);

        assertThat(lines).extracting(TaskLogLine::message).containsExactly("begun", "try 1", "begun", "try 2");
        assertThat(lines).extracting(TaskLogLine::attempt).containsExactly(1, 1, 2, 2);
        assertThat(lines)
                .extracting(TaskLogLine::at)
                .allSatisfy(at -> assertThat(at).isBetween(before, Instant.now()));
    }

    @Test
    void isKeptOfATaskThatIsCancelled() {
        PgQueueEngine engine = queue.engine(handler("says", QUICK, (payload, context) -> {
            context.log("no need");
            throw new CancelTaskException("no need");
        }));

        assertThat(run(engine, TaskStatus.CANCELLED))
                .extracting(TaskLogLine::message)
                .containsExactly("no need");
    }

    @Test
    void isKeptOfATaskThatGoesBackOnAStop() throws Exception {
        CountDownLatch begun = new CountDownLatch(1);
        PgQueueEngine engine = queue.engine(handler("says", QUICK, (payload, context) -> {
            context.log("begun");
            begun.countDown();
            new CountDownLatch(1).await();
            return null;
        }));
        long id = engine.taskQueue().enqueue(Task.of("says", null)).taskId();
        engine.processing().start();
        Eventually.happens(begun);

        engine.processing().stop(Duration.ZERO);

        assertThat(engine.taskAdmin().logs(id)).extracting(TaskLogLine::message).containsExactly("begun");
    }

    @Test
    void isKeptOfEachTaskOfABatch() {
        PgQueueEngine engine = queue.engine(TaskRegistration.ofBatch(
                "says", Map.class, QUICK.withBatchSize(10), (TaskBatch<Map<String, Object>> batch) -> {
                    for (BatchItem<Map<String, Object>> item : batch) {
                        item.context().log("I am " + item.context().taskId());
                    }
                }));

        long id = engine.taskQueue().enqueue(Task.of("says", null)).taskId();
        engine.inline().runDue(10);

        assertThat(engine.taskAdmin().logs(id)).extracting(TaskLogLine::message).containsExactly("I am " + id);
    }

    @Test
    void holdsTheLastTwoHundredMessagesOfATask() {
        PgQueueEngine engine = queue.engine(handler("says", QUICK, (payload, context) -> {
            for (int i = 1; i <= 150; i++) {
                context.log(context.attempt() + "-" + i);
            }
            if (context.attempt() == 1) {
                throw new IllegalStateException("fails");
            }
            return null;
        }));

        List<TaskLogLine> lines = run(engine, TaskStatus.SUCCEEDED);

        assertThat(lines).hasSize(200);
        assertThat(lines.get(0).message()).isEqualTo("1-101");
        assertThat(lines.get(199).message()).isEqualTo("2-150");
    }

    @Test
    void holdsAThousandCharactersOfAMessageAndWhatTextCannotHoldIsReplaced() {
        PgQueueEngine engine = queue.engine(handler("says", QUICK, (payload, context) -> {
            context.log("x".repeat(5_000));
            context.log("a\0b");
            return null;
        }));

        List<TaskLogLine> lines = run(engine, TaskStatus.SUCCEEDED);

        assertThat(lines.get(0).message()).isEqualTo("x".repeat(1_000));
        assertThat(lines.get(1).message()).isEqualTo("a\uFFFDb");
    }

    @Test
    void isRefusedAfterTheEnd() {
        AtomicReference<TaskContext> kept = new AtomicReference<>();
        PgQueueEngine engine = queue.engine(handler("says", QUICK, (payload, context) -> {
            kept.set(context);
            return null;
        }));
        run(engine, TaskStatus.SUCCEEDED);

        assertThatIllegalStateException()
                .isThrownBy(() -> kept.get().log("too late"))
                .withMessageContaining("is over");
    }

    @Test
    void isDeletedWithATaskThatIsNotKept() {
        KindOptions notKept = QUICK.withTerminalTtl(Duration.ZERO);
        PgQueueEngine engine = queue.engine(handler("says", notKept, (payload, context) -> {
            context.log("try " + context.attempt());
            if (context.attempt() == 1) {
                throw new IllegalStateException("fails");
            }
            return null;
        }));
        engine.processing().start();

        long id = engine.taskQueue().enqueue(Task.of("says", null)).taskId();

        Eventually.holds(() -> engine.taskAdmin().find(id).isEmpty());
        assertThat(messages()).isZero();
    }

    @Test
    void isPurgedWithItsTask() {
        PgQueueEngine engine = queue.engine(handler("says", QUICK, (payload, context) -> {
            context.log("said");
            return null;
        }));
        run(engine, TaskStatus.SUCCEEDED);
        long kept = engine.taskQueue().enqueue(Task.of("says", null)).taskId();
        queue.await(engine, kept, TaskStatus.SUCCEEDED);
        queue.jdbc()
                .update("update pgqueue.closed_task set finished_at = now() - interval '10 years' where id <> ?", kept);

        queue.jdbc().queryForObject("select pgqueue.purge(100)", Long.class);

        assertThat(messages()).isOne();
        assertThat(engine.taskAdmin().logs(kept)).hasSize(1);
    }

    private long messages() {
        Long count = queue.jdbc().queryForObject("select count(*) from pgqueue.task_message", Long.class);
        return count == null ? -1 : count;
    }

    private List<TaskLogLine> run(PgQueueEngine engine, TaskStatus end) {
        engine.processing().start();
        long id = engine.taskQueue().enqueue(Task.of("says", null)).taskId();
        queue.await(engine, id, end);
        return engine.taskAdmin().logs(id);
    }
}
