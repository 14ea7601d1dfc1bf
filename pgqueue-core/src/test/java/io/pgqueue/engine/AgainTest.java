package io.pgqueue.engine;

import static io.pgqueue.testsupport.TestQueue.QUICK;
import static io.pgqueue.testsupport.TestQueue.handler;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatIllegalArgumentException;

import io.pgqueue.Again;
import io.pgqueue.KindOptions;
import io.pgqueue.Task;
import io.pgqueue.TaskInfo;
import io.pgqueue.TaskQueueListener;
import io.pgqueue.TaskQueueListener.AttemptOutcome;
import io.pgqueue.TaskStatus;
import io.pgqueue.TaskWork;
import io.pgqueue.testsupport.TestQueue;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import java.util.Map;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.function.UnaryOperator;
import javax.sql.DataSource;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;
import org.springframework.jdbc.core.JdbcTemplate;
import org.springframework.jdbc.support.JdbcTransactionManager;
import org.springframework.transaction.support.TransactionTemplate;

/** Handlers that answer 'again at once' or 'again after ...'. */
@Tag("database")
class AgainTest {

    private final TestQueue queue = new TestQueue();
    private final AtomicInteger runs = new AtomicInteger();

    @AfterEach
    void close() {
        queue.close();
    }

    @ParameterizedTest
    @ValueSource(booleans = {false, true})
    void runsAtOnceAsOftenAsTheHandlerSaysAndSpendsNoAttempt(boolean transactional) {
        KindOptions options = options(transactional)
                .withMaxAttempts(2)
                .withPollInterval(Duration.ofHours(1))
                .withRetryDelay(attempt -> Duration.ofDays(1));

        TaskInfo task = run(
                options, TaskStatus.SUCCEEDED, (payload, context) -> runs.incrementAndGet() < 30 ? Again.now() : "end");

        assertThat(runs).hasValue(30);
        assertThat(task.attempt()).isEqualTo(1);
        assertThat(task.errors()).isEmpty();
        assertThat(task.result()).isEqualTo("\"end\"");
    }

    @ParameterizedTest
    @ValueSource(booleans = {false, true})
    void waitsAsLongAsTheHandlerSays(boolean transactional) {
        TaskInfo task = run(options(transactional), TaskStatus.MUST_RETRY, (payload, context) -> {
            runs.incrementAndGet();
            return Again.after(Duration.ofHours(2));
        });

        assertThat(Duration.between(task.startedAt(), task.availableAt()))
                .isBetween(Duration.ofMinutes(119), Duration.ofMinutes(121));
        assertThat(task.attempt()).isZero();
        assertThat(task.result()).isNull();
        assertThat(runs).hasValue(1);
    }

    @ParameterizedTest
    @ValueSource(booleans = {false, true})
    void isWokenAfterAShortWaitThoughItSeldomPolls(boolean transactional) {
        run(
                options(transactional).withPollInterval(Duration.ofHours(1)),
                TaskStatus.SUCCEEDED,
                (payload, context) -> runs.incrementAndGet() < 5 ? Again.after(Duration.ofMillis(30)) : null);

        assertThat(runs).hasValue(5);
    }

    @Test
    void commitsTheWorkOfATransactionalRun() {
        queue.jdbc().execute("create table work_done (run int)");
        DataSource dataSource = queue.dataSource();
        JdbcTemplate business = new JdbcTemplate(dataSource);
        List<Integer> seenByOthers = new ArrayList<>();
        PgQueueEngine engine = queue.engineOn(
                dataSource,
                builder -> builder.transactionManager(() -> new JdbcTransactionManager(dataSource)),
                handler("again", options(true), (payload, context) -> {
                    seenByOthers.add(queue.jdbc().queryForObject("select count(*) from work_done", Integer.class));
                    business.update("insert into work_done values (?)", runs.incrementAndGet());
                    return runs.get() < 3 ? Again.now() : null;
                }));
        engine.processing().start();

        long id = engine.taskQueue().enqueue(Task.of("again", null)).taskId();

        queue.await(engine, id, TaskStatus.SUCCEEDED);
        assertThat(seenByOthers).containsExactly(0, 1, 2);
    }

    @ParameterizedTest
    @ValueSource(booleans = {false, true})
    void addsFollowUpsOfEachRun(boolean transactional) {
        CountDownLatch followUps = new CountDownLatch(3);
        PgQueueEngine engine = queue.engine(
                handler("again", options(transactional), (payload, context) -> {
                    context.enqueue(Task.of("follow-up", Map.of()));
                    return runs.incrementAndGet() < 3 ? Again.now() : null;
                }),
                handler("follow-up", QUICK.withPollInterval(Duration.ofHours(1)), (payload, context) -> {
                    followUps.countDown();
                    return null;
                }));
        engine.processing().start();

        engine.taskQueue().enqueue(Task.of("again", null));

        Eventually.holds(() -> followUps.getCount() == 0);
    }

    @Test
    void countsFailuresInBetween() {
        TaskInfo task = run(QUICK.withMaxAttempts(3), TaskStatus.NO_ATTEMPTS_LEFT, (payload, context) -> {
            if (runs.incrementAndGet() % 2 == 0) {
                throw new IllegalStateException("run " + runs);
            }
            return Again.now();
        });

        assertThat(task.attempt()).isEqualTo(3);
        assertThat(task.errors()).extracting("message").containsExactly("run 2", "run 4", "run 6");
    }

    @Test
    void isClosedWhenItIsCancelledMeanwhile() throws InterruptedException {
        CountDownLatch begun = new CountDownLatch(1);
        CountDownLatch asked = new CountDownLatch(1);
        PgQueueEngine engine = queue.engine(handler("again", QUICK, (payload, context) -> {
            begun.countDown();
            asked.await();
            return Again.now();
        }));
        engine.processing().start();
        long id = engine.taskQueue().enqueue(Task.of("again", null)).taskId();
        Eventually.happens(begun);

        // not through this engine, which would interrupt the handler
        queue.jdbc().queryForObject("select pgqueue.cancel(?, 'enough')", Integer.class, id);
        asked.countDown();

        assertThat(queue.await(engine, id, TaskStatus.CANCELLED).cancelReason()).isEqualTo("enough");
    }

    @Test
    void tellsListenersThatAFurtherRunWasAskedFor() {
        List<AttemptOutcome> outcomes = Collections.synchronizedList(new ArrayList<>());
        TaskQueueListener listener = new TaskQueueListener() {
            @Override
            public void onAttemptFinished(FinishedAttempt attempt) {
                outcomes.add(attempt.outcome());
            }
        };
        PgQueueEngine engine = queue.engine(
                builder -> builder.listeners(List.of(listener)),
                handler("again", (payload, context) -> runs.incrementAndGet() < 2 ? Again.now() : null));
        engine.processing().start();

        long id = engine.taskQueue().enqueue(Task.of("again", null)).taskId();

        queue.await(engine, id, TaskStatus.SUCCEEDED);
        assertThat(outcomes).containsExactly(AttemptOutcome.RETRY_REQUESTED, AttemptOutcome.SUCCEEDED);
    }

    @Test
    void worksInTheCallersThread() {
        PgQueueEngine engine =
                queue.engine(handler("again", (payload, context) -> runs.incrementAndGet() < 7 ? Again.now() : null));
        engine.taskQueue().enqueue(Task.of("again", null));

        assertThat(engine.inline().runDue(100)).isEqualTo(7);
    }

    @Test
    void worksInTheCallersTransaction() {
        DataSource dataSource = queue.dataSource();
        PgQueueEngine engine = queue.engineOn(
                dataSource,
                UnaryOperator.identity(),
                handler("again", options(true), (payload, context) -> runs.incrementAndGet() < 7 ? Again.now() : null));

        new TransactionTemplate(new JdbcTransactionManager(dataSource)).executeWithoutResult(status -> {
            engine.taskQueue().enqueue(Task.of("again", null));
            assertThat(engine.inline().runDue(100)).isEqualTo(7);
            status.setRollbackOnly();
        });

        assertThat(queue.jdbc().queryForObject("select count(*) from pgqueue.tasks", Long.class))
                .isZero();
    }

    @Test
    void refusesANegativeDelay() {
        assertThatIllegalArgumentException()
                .isThrownBy(() -> Again.after(Duration.ofMillis(-1)))
                .withMessageContaining("must not be negative, but is PT-0.001S");
    }

    private static KindOptions options(boolean transactional) {
        return QUICK.withTransactional(transactional);
    }

    private TaskInfo run(KindOptions options, TaskStatus end, TaskWork<Map<String, Object>> work) {
        PgQueueEngine engine = queue.engine(handler("again", options, work));
        engine.processing().start();
        long id = engine.taskQueue().enqueue(Task.of("again", null)).taskId();
        return queue.await(engine, id, end);
    }
}
