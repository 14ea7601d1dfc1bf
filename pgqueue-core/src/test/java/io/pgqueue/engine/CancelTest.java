package io.pgqueue.engine;

import static io.pgqueue.testsupport.TestQueue.QUICK;
import static io.pgqueue.testsupport.TestQueue.handler;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.pgqueue.Task;
import io.pgqueue.TaskInfo;
import io.pgqueue.TaskRegistration;
import io.pgqueue.TaskStatus;
import io.pgqueue.UnknownKindException;
import io.pgqueue.testsupport.TestQueue;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.atomic.AtomicBoolean;
import java.util.function.UnaryOperator;
import javax.sql.DataSource;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.springframework.jdbc.support.JdbcTransactionManager;
import org.springframework.transaction.support.TransactionTemplate;

/** Cancelling by kind and key, wherever the task stands and runs. */
@Tag("database")
class CancelTest {

    private final TestQueue queue = new TestQueue();
    private final DataSource dataSource = queue.dataSource();
    private final CountDownLatch begun = new CountDownLatch(1);
    private final CountDownLatch mayEnd = new CountDownLatch(1);
    private final AtomicBoolean sawItself = new AtomicBoolean();
    private final TaskRegistration blocks = handler("work", QUICK, (payload, context) -> {
        begun.countDown();
        try {
            mayEnd.await();
            return "done";
        } catch (InterruptedException e) {
            sawItself.set(context.isCancelled());
            throw e;
        }
    });
    private final PgQueueEngine engine = queue.engineOn(dataSource, UnaryOperator.identity(), blocks);

    @AfterEach
    void close() {
        mayEnd.countDown();
        queue.close();
    }

    @Test
    void closesATaskThatWaits() {
        long id = add();

        assertThat(engine.taskQueue().cancel("work", "key", "changed our mind")).isTrue();

        TaskInfo task = engine.taskAdmin().find(id).orElseThrow();
        assertThat(task.status()).isEqualTo(TaskStatus.CANCELLED);
        assertThat(task.cancelReason()).isEqualTo("changed our mind");
        assertThat(task.finishedAt()).isNotNull();
    }

    @Test
    void interruptsATaskThatRunsHere() throws Exception {
        engine.processing().start();
        long id = add();
        Eventually.happens(begun);

        assertThat(engine.taskQueue().cancel("work", "key", "too late")).isTrue();

        TaskInfo task = queue.await(engine, id, TaskStatus.CANCELLED);
        assertThat(task.cancelReason()).isEqualTo("too late");
        assertThat(task.errors()).isEmpty();
        assertThat(sawItself).isTrue();
    }

    @Test
    void interruptsATaskThatRunsOnAnotherInstanceByANotification() throws Exception {
        engine.processing().start();
        Eventually.holds(() -> engine.state().listening());
        beatsTellOfNothing();
        PgQueueEngine other = queue.engine();
        long id = add();
        Eventually.happens(begun);

        assertThat(other.taskQueue().cancel("work", "key", "from afar")).isTrue();

        assertThat(queue.await(engine, id, TaskStatus.CANCELLED).cancelReason()).isEqualTo("from afar");
        assertThat(sawItself).isTrue();
    }

    @Test
    void interruptsATaskThatRunsOnAnotherInstanceByItsBeat() throws Exception {
        PgQueueEngine deaf = queue.engine(
                builder -> builder.settings(EngineSettings.standard().withListen(false)), blocks);
        deaf.processing().start();
        long id = add();
        Eventually.happens(begun);

        assertThat(engine.taskQueue().cancel("work", "key", "from afar")).isTrue();

        assertThat(queue.await(engine, id, TaskStatus.CANCELLED).cancelReason()).isEqualTo("from afar");
        assertThat(sawItself).isTrue();
    }

    @Test
    void closesATaskThatHasNoAttemptsLeft() {
        PgQueueEngine failing = queue.engine(handler("fails", QUICK.withMaxAttempts(1), (payload, context) -> {
            throw new IllegalStateException("fails");
        }));
        failing.processing().start();
        long id = failing.taskQueue()
                .enqueue(Task.of("fails", null).withExternalKey("key"))
                .taskId();
        queue.await(failing, id, TaskStatus.NO_ATTEMPTS_LEFT);

        assertThat(failing.taskQueue().cancel("fails", "key", "given up")).isTrue();

        TaskInfo task = failing.taskAdmin().find(id).orElseThrow();
        assertThat(task.status()).isEqualTo(TaskStatus.CANCELLED);
        assertThat(task.errors()).hasSize(1);
    }

    @Test
    void findsNothingToCancelInATaskThatSucceeded() {
        mayEnd.countDown();
        engine.processing().start();
        long id = add();
        queue.await(engine, id, TaskStatus.SUCCEEDED);

        assertThat(engine.taskQueue().cancel("work", "key", "too late")).isFalse();
        assertThat(engine.taskAdmin().find(id).orElseThrow().status()).isEqualTo(TaskStatus.SUCCEEDED);
    }

    @Test
    void findsNothingToCancelUnderAnUnknownKey() {
        assertThat(engine.taskQueue().cancel("work", "nobody", "why")).isFalse();
        assertThat(engine.taskAdmin().cancel(4_711, "why")).isFalse();
    }

    @Test
    void refusesAnUnknownKind() {
        assertThatThrownBy(() -> engine.taskQueue().cancel("nobody", "key", "why"))
                .isInstanceOf(UnknownKindException.class);
    }

    @Test
    void doesNothingWhereTheTransactionRollsBack() throws Exception {
        engine.processing().start();
        long id = add();
        Eventually.happens(begun);

        new TransactionTemplate(new JdbcTransactionManager(dataSource)).executeWithoutResult(status -> {
            assertThat(engine.taskQueue().cancel("work", "key", "never mind")).isTrue();
            status.setRollbackOnly();
        });
        mayEnd.countDown();

        assertThat(queue.await(engine, id, TaskStatus.SUCCEEDED).result()).isEqualTo("\"done\"");
        assertThat(sawItself).isFalse();
    }

    @Test
    void leavesATaskThatStillSucceedsAsItIs() throws Exception {
        CountDownLatch finishing = new CountDownLatch(1);
        CountDownLatch asked = new CountDownLatch(1);
        PgQueueEngine late = queue.engine(handler("late", QUICK, (payload, context) -> {
            finishing.countDown();
            boolean interrupted = false;
            while (asked.getCount() > 0) {
                try {
                    asked.await();
                } catch (InterruptedException e) {
                    interrupted = true;
                }
            }
            return interrupted;
        }));
        beatsTellOfNothing();
        late.processing().start();
        long id = late.taskQueue().enqueue(Task.of("late", null)).taskId();
        Eventually.happens(finishing);
        // asked for by SQL alone, as a script would: nobody is told
        queue.jdbc().queryForObject("select pgqueue.cancel(?, 'too late')", Integer.class, id);

        asked.countDown();

        assertThat(queue.await(late, id, TaskStatus.SUCCEEDED).cancelReason()).isNull();
    }

    /** Leaves the notification as the only way to learn that a task is to be cancelled. */
    private void beatsTellOfNothing() {
        queue.jdbc().execute("""
                do $$ begin
                    execute replace(pg_get_functiondef('pgqueue.beat'::regproc), 't.cancel_reason is not null', 'false');
                end $$""");
    }

    private long add() {
        return engine.taskQueue()
                .enqueue(Task.of("work", null).withExternalKey("key"))
                .taskId();
    }
}
