package io.pgqueue.engine;

import static io.pgqueue.testsupport.TestQueue.QUICK;
import static io.pgqueue.testsupport.TestQueue.handler;
import static org.assertj.core.api.Assertions.assertThat;

import ch.qos.logback.classic.Level;
import io.pgqueue.CancelTaskException;
import io.pgqueue.KindOptions;
import io.pgqueue.Task;
import io.pgqueue.TaskInfo;
import io.pgqueue.TaskStatus;
import io.pgqueue.TaskWork;
import io.pgqueue.testsupport.TestDatabase;
import io.pgqueue.testsupport.TestQueue;
import java.io.IOException;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeoutException;
import javax.sql.DataSource;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.springframework.dao.DataAccessException;
import org.springframework.jdbc.core.JdbcTemplate;
import org.springframework.jdbc.support.JdbcTransactionManager;
import org.springframework.transaction.PlatformTransactionManager;
import org.springframework.transaction.support.TransactionTemplate;

/** A handler whose work and completion commit together, or not at all. */
@Tag("database")
class TransactionalHandlerTest {

    private static final KindOptions TRANSACTIONAL = QUICK.withTransactional(true);

    private final TestQueue queue = new TestQueue();
    private final DataSource dataSource = queue.dataSource();
    private final JdbcTemplate business = new JdbcTemplate(dataSource);
    private PlatformTransactionManager transactionManager = new JdbcTransactionManager(dataSource);
    private PgQueueEngine engine;

    @BeforeEach
    void create() {
        queue.jdbc()
                .execute("create table work_done (attempt int, constraint late unique (attempt) deferrable "
                        + "initially deferred)");
    }

    @AfterEach
    void close() {
        queue.close();
    }

    @Test
    void commitsItsWorkWithItsCompletion() {
        TaskInfo task = run(TRANSACTIONAL, TaskStatus.SUCCEEDED, (payload, context) -> {
            work(context.attempt());
            assertThat(workDone()).as("seen by others").isEmpty();
            return "done";
        });

        assertThat(task.result()).isEqualTo("\"done\"");
        assertThat(workDone()).containsExactly(1);
        assertThat(sameTransaction(task.id())).isTrue();
    }

    @Test
    void rollsItsWorkBackWhenItThrows() {
        TaskInfo task = run(TRANSACTIONAL, TaskStatus.SUCCEEDED, (payload, context) -> {
            work(context.attempt());
            if (context.attempt() == 1) {
                throw new IOException("a checked one");
            }
            return null;
        });

        assertThat(workDone()).containsExactly(2);
        assertThat(task.errors()).extracting("message").containsExactly("a checked one");
    }

    @Test
    void rollsItsWorkBackWhenItCancels() {
        run(TRANSACTIONAL, TaskStatus.CANCELLED, (payload, context) -> {
            work(1);
            throw new CancelTaskException("pointless");
        });

        assertThat(workDone()).isEmpty();
    }

    @Test
    void failsWhenItSwallowedTheExceptionThatMarkedItsTransaction() {
        TransactionTemplate inner = new TransactionTemplate(transactionManager);
        TaskInfo task = run(TRANSACTIONAL.withMaxAttempts(1), TaskStatus.NO_ATTEMPTS_LEFT, (payload, context) -> {
            work(1);
            try {
                inner.executeWithoutResult(status -> {
                    throw new IllegalStateException("inner");
                });
            } catch (IllegalStateException swallowed) {
                // on purpose
            }
            return null;
        });

        assertThat(workDone()).isEmpty();
        assertThat(task.errors().get(0).message()).contains("rollback-only", "swallowed");
    }

    @Test
    void failsWhenItsStatementFailedAndItSwallowedThat() {
        TaskInfo task = run(TRANSACTIONAL.withMaxAttempts(1), TaskStatus.NO_ATTEMPTS_LEFT, (payload, context) -> {
            work(1);
            try {
                business.execute("select 1 / 0");
            } catch (DataAccessException swallowed) {
                // on purpose
            }
            return null;
        });

        assertThat(workDone()).isEmpty();
        assertThat(task.errors().get(0).message()).contains("aborted");
    }

    @Test
    void failsWhenItsCommitFails() {
        queue.jdbc().update("insert into work_done values (1)");

        TaskInfo task = run(TRANSACTIONAL, TaskStatus.SUCCEEDED, (payload, context) -> {
            work(context.attempt());
            return null;
        });

        assertThat(task.attempt()).isEqualTo(2);
        assertThat(task.errors().get(0).message()).contains("late");
        assertThat(workDone()).containsExactly(1, 2);
    }

    @Test
    void rollsItsWorkBackWhenItLostItsTask() throws Exception {
        CountDownLatch begun = new CountDownLatch(1);
        CountDownLatch stolen = new CountDownLatch(1);
        try (LogCapture log = new LogCapture()) {
            start(TRANSACTIONAL, (payload, context) -> {
                work(1);
                begun.countDown();
                stolen.await();
                return null;
            });
            long id = engine.taskQueue().enqueue(Task.of("transactional", null)).taskId();
            Eventually.happens(begun);
            queue.jdbc().update("update pgqueue.task set token = token + 1, worker = 4711 where id = ?", id);

            stolen.countDown();

            Eventually.holds(() -> log.messages(Level.WARN).stream().anyMatch(line -> line.contains("was lost")));
            assertThat(workDone()).isEmpty();
            assertThat(engine.taskAdmin().find(id).orElseThrow().status()).isEqualTo(TaskStatus.RUNNING);
        }
    }

    @Test
    void rollsItsWorkBackWhenItIsOverItsTimeout() {
        TaskInfo task = run(
                TRANSACTIONAL.withMaxAttempts(1).withAttemptTimeout(Duration.ofMillis(100)),
                TaskStatus.NO_ATTEMPTS_LEFT,
                (payload, context) -> {
                    work(1);
                    try {
                        new CountDownLatch(1).await();
                    } catch (InterruptedException e) {
                        return "as if it were done";
                    }
                    return null;
                });

        assertThat(workDone()).isEmpty();
        assertThat(task.errors()).extracting("type").containsExactly(TimeoutException.class.getName());
    }

    @Test
    void addsTasksInItsOwnTransaction() {
        TaskInfo task = run(TRANSACTIONAL, TaskStatus.SUCCEEDED, (payload, context) -> {
            engine.taskQueue().enqueue(Task.of("later", null).withExternalKey("of-" + context.attempt()));
            if (context.attempt() == 1) {
                throw new IllegalStateException("fails");
            }
            return null;
        });

        assertThat(task.attempt()).isEqualTo(2);
        assertThat(engine.taskQueue().find("later", "of-1")).isEmpty();
        assertThat(engine.taskQueue().find("later", "of-2")).isPresent();
    }

    @Test
    void failsClearlyOnATransactionManagerOfAnotherDatabase() {
        try (TestDatabase elsewhere = TestDatabase.create()) {
            transactionManager = new JdbcTransactionManager(elsewhere.dataSource());

            TaskInfo task = run(TRANSACTIONAL.withMaxAttempts(1), TaskStatus.NO_ATTEMPTS_LEFT, (payload, context) -> {
                throw new AssertionError("must not be called");
            });

            assertThat(task.errors().get(0).message())
                    .contains("has no transaction on the DataSource of pgqueue", "pgqueue.transaction-manager");
        }
    }

    @Test
    void mayUseATransactionManagerOfAnotherDatabaseInside() {
        try (TestDatabase elsewhere = TestDatabase.create()) {
            JdbcTemplate other = new JdbcTemplate(elsewhere.dataSource());
            other.execute("create table work_done (attempt int)");
            TransactionTemplate foreign = new TransactionTemplate(new JdbcTransactionManager(elsewhere.dataSource()));

            run(TRANSACTIONAL, TaskStatus.SUCCEEDED, (payload, context) -> {
                work(context.attempt());
                foreign.executeWithoutResult(status -> other.update("insert into work_done values (1)"));
                return null;
            });

            assertThat(workDone()).containsExactly(1);
            assertThat(other.queryForObject("select count(*) from work_done", Integer.class))
                    .isOne();
        }
    }

    @Test
    void isAskedForItsTransactionManagerWithEachAttempt() {
        try (TestDatabase elsewhere = TestDatabase.create()) {
            PlatformTransactionManager good = transactionManager;
            transactionManager = new JdbcTransactionManager(elsewhere.dataSource());
            start(
                    TRANSACTIONAL.withRetryDelay(attempt -> {
                        transactionManager = good;
                        return Duration.ZERO;
                    }),
                    (payload, context) -> null);

            long id = engine.taskQueue().enqueue(Task.of("transactional", null)).taskId();

            assertThat(queue.await(engine, id, TaskStatus.SUCCEEDED).attempt()).isEqualTo(2);
        }
    }

    private void work(int attempt) {
        business.update("insert into work_done values (?)", attempt);
    }

    private List<Integer> workDone() {
        return queue.jdbc().queryForList("select attempt from work_done order by attempt", Integer.class);
    }

    private boolean sameTransaction(long taskId) {
        return Boolean.TRUE.equals(queue.jdbc()
                .queryForObject(
                        "select (select xmin::text from work_done) = (select xmin::text from pgqueue.closed_task where id = ?)",
                        Boolean.class,
                        taskId));
    }

    private TaskInfo run(KindOptions options, TaskStatus end, TaskWork<Map<String, Object>> work) {
        start(options, work);
        long id = engine.taskQueue().enqueue(Task.of("transactional", null)).taskId();
        return queue.await(engine, id, end);
    }

    private void start(KindOptions options, TaskWork<Map<String, Object>> work) {
        engine = queue.engineOn(
                dataSource,
                builder -> builder.transactionManager(() -> transactionManager),
                handler("transactional", options, work),
                handler("later", QUICK.withWorkerCount(0), (payload, context) -> null));
        engine.processing().start();
    }
}
