package io.pgqueue.engine;

import static io.pgqueue.testsupport.TestQueue.QUICK;
import static io.pgqueue.testsupport.TestQueue.handler;
import static org.assertj.core.api.Assertions.assertThat;

import io.pgqueue.CancelTaskException;
import io.pgqueue.KindThroughput;
import io.pgqueue.RetryTaskException;
import io.pgqueue.Task;
import io.pgqueue.TaskFilter;
import io.pgqueue.TaskQueueListener;
import io.pgqueue.TaskQueueListener.ClaimedTasks;
import io.pgqueue.TaskRegistration;
import io.pgqueue.TaskStatus;
import io.pgqueue.engine.EngineCounts.KindCounts;
import io.pgqueue.testsupport.TestQueue;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.function.Function;
import java.util.stream.Collectors;
import javax.sql.DataSource;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.springframework.jdbc.support.JdbcTransactionManager;
import org.springframework.transaction.support.TransactionTemplate;

/** What an instance counts, and what of it is written as the totals of a minute. */
@Tag("database")
class CountsTest {

    private static final Duration HOUR = Duration.ofHours(1);
    private static final TaskRegistration WORKS = handler("works", QUICK, (payload, context) -> null);

    private final TestQueue queue = new TestQueue();

    @AfterEach
    void close() {
        queue.close();
    }

    @Test
    void writesTheTotalsOfItsTasksByKindWhenItStops() {
        long begunAt = minute();
        PgQueueEngine engine = queue.engine(
                handler("works", QUICK, (payload, context) -> {
                    context.enqueue(Task.of("follows", null));
                    runForTwoMilliseconds();
                    return null;
                }),
                handler("follows", QUICK, (payload, context) -> null),
                handler("fails", QUICK.withMaxAttempts(3), (payload, context) -> {
                    throw new IllegalStateException("fails");
                }),
                handler("cancels", QUICK, (payload, context) -> {
                    throw new CancelTaskException("no need");
                }));
        engine.processing().start();
        run(engine, "works", TaskStatus.SUCCEEDED);
        run(engine, "fails", TaskStatus.NO_ATTEMPTS_LEFT);
        run(engine, "cancels", TaskStatus.CANCELLED);
        Task keyed = Task.of("works", null).withExternalKey("k").withDelay(HOUR);
        engine.taskQueue().enqueueAll(List.of(keyed, keyed));
        Eventually.holds(() -> of(engine, "follows").succeeded() == 1);

        long written = Objects.requireNonNull(
                queue.jdbc().queryForObject("select count(*) from pgqueue.kind_minute", Long.class));
        assertThat(written == 0 || minute() > begunAt)
                .as("nothing is written before the minute is over")
                .isTrue();

        engine.close();

        Map<String, KindThroughput> totals = throughput(queue.engine(WORKS));
        assertThat(totals.keySet()).containsExactlyInAnyOrder("works", "follows", "fails", "cancels");
        assertThat(totals.get("works").enqueued()).isEqualTo(2);
        assertThat(totals.get("works").duplicates()).isEqualTo(1);
        assertThat(totals.get("works").succeeded()).isEqualTo(1);
        assertThat(totals.get("works").attempts()).isEqualTo(1);
        assertThat(totals.get("works").ran()).isBetween(Duration.ofMillis(2), Duration.ofSeconds(30));
        assertThat(totals.get("works").longestRun())
                .isEqualTo(totals.get("works").ran());
        assertThat(totals.get("works").waited()).isBetween(Duration.ZERO, Duration.ofSeconds(30));
        assertThat(totals.get("follows").enqueued()).isEqualTo(1);
        assertThat(totals.get("follows").succeeded()).isEqualTo(1);
        assertThat(totals.get("fails").failed()).isEqualTo(3);
        assertThat(totals.get("fails").retried()).isEqualTo(2);
        assertThat(totals.get("fails").usedUp()).isEqualTo(1);
        assertThat(totals.get("fails").succeeded()).isZero();
        assertThat(totals.get("cancels").cancelled()).isEqualTo(1);
        assertThat(totals.get("cancels").failed()).isZero();
    }

    @Test
    void writesNothingWhereNothingHappened() {
        PgQueueEngine engine = queue.engine(WORKS);
        engine.processing().start();

        engine.close();

        assertThat(queue.jdbc().queryForObject("select count(*) from pgqueue.kind_minute", Long.class))
                .isZero();
    }

    @Test
    void countsWhatWasEnqueuedOnceThatIsCommitted() {
        DataSource dataSource = queue.dataSource();
        PgQueueEngine engine = queue.engineOn(dataSource, builder -> builder, WORKS);
        TransactionTemplate transaction = new TransactionTemplate(new JdbcTransactionManager(dataSource));

        transaction.executeWithoutResult(status -> {
            engine.taskQueue().enqueue(Task.of("works", null));
            engine.taskQueue().enqueueAll(List.of(Task.of("works", null), Task.of("works", null)));
            assertThat(engine.counts().kinds()).isEmpty();
        });
        transaction.executeWithoutResult(status -> {
            engine.taskQueue().enqueue(Task.of("works", null));
            status.setRollbackOnly();
        });

        assertThat(of(engine, "works").enqueued()).isEqualTo(3);
    }

    @Test
    void countsWhatIsCancelledWhileItWaitsOnceThatIsCommitted() {
        DataSource dataSource = queue.dataSource();
        PgQueueEngine engine = queue.engineOn(dataSource, builder -> builder, WORKS);
        TransactionTemplate transaction = new TransactionTemplate(new JdbcTransactionManager(dataSource));
        Task keyed = Task.of("works", null).withExternalKey("k");
        engine.taskQueue().enqueueAll(List.of(keyed, Task.of("works", null), Task.of("works", null)));

        transaction.executeWithoutResult(status -> {
            engine.taskQueue().cancel("works", "k", "no need");
            assertThat(of(engine, "works").cancelled()).isZero();
        });
        assertThat(of(engine, "works").cancelled()).isEqualTo(1);
        engine.taskAdmin().cancelAll(TaskFilter.all().withKind("works"), "no need", null, 10);

        assertThat(of(engine, "works").cancelled()).isEqualTo(3);
        assertThat(engine.taskQueue().cancel("works", "k", "again")).isFalse();
        assertThat(of(engine, "works").cancelled()).isEqualTo(3);
    }

    @Test
    void countsWhatAHandlerAsksToRunAgainAsRetriedAndNotAsFailed() {
        PgQueueEngine engine = queue.engine(handler("again", QUICK, (payload, context) -> {
            throw RetryTaskException.uncounted("not now", HOUR);
        }));
        engine.processing().start();

        run(engine, "again", TaskStatus.MUST_RETRY);

        Eventually.holds(() -> of(engine, "again").retried() == 1);
        assertThat(of(engine, "again").failed()).isZero();
    }

    @Test
    void countsOutcomesThatComeTooLate() {
        PgQueueEngine engine = queue.engine(handler("late", QUICK, (payload, context) -> {
            queue.jdbc().update("update pgqueue.task set token = token + 1 where id = ?", context.taskId());
            return null;
        }));
        engine.processing().start();

        engine.taskQueue().enqueue(Task.of("late", null));

        Eventually.holds(() -> of(engine, "late").refused() == 1);
        assertThat(of(engine, "late").succeeded()).isZero();
    }

    @Test
    void tellsListenersOfWhatAClaimTook() {
        List<ClaimedTasks> claims = new CopyOnWriteArrayList<>();
        PgQueueEngine engine = queue.engine(
                builder -> builder.listeners(List.of(new TaskQueueListener() {
                    @Override
                    public void onClaimed(ClaimedTasks claim) {
                        claims.add(claim);
                    }
                })),
                WORKS);
        long first = engine.taskQueue()
                .enqueueAll(List.of(Task.of("works", null), Task.of("works", null)))
                .get(0)
                .taskId();

        engine.processing().start();

        Eventually.holds(() -> of(engine, "works").succeeded() == 2);
        assertThat(claims).hasSize(1);
        assertThat(claims.get(0).tasks()).isEqualTo(2);
        assertThat(claims.get(0).firstTaskId()).isEqualTo(first);
        assertThat(claims.get(0).took()).isPositive();
    }

    @Test
    void countsReconnectsOfItsControlSessionAndNotTheFirst() {
        PgQueueEngine engine = queue.engine(WORKS);
        engine.processing().start();
        Eventually.holds(() -> engine.state().listening());
        assertThat(engine.counts().reconnects()).isZero();

        queue.jdbc()
                .queryForList("select pg_terminate_backend(backend_pid) from pgqueue.worker where ended_at is null");

        Eventually.holds(() -> engine.counts().reconnects() == 1);
    }

    @Test
    void countsWhatItPurges() {
        PgQueueEngine engine = queue.engine(WORKS);
        queue.jdbc()
                .update("insert into pgqueue.closed_task (id, created_at, available_at, claimed_at, finished_at, kind,"
                        + " attempt, max_attempts, worker, status, priority)"
                        + " select n, now(), now(), now(), now() - interval '10 years', k.id, 1, 0, 0, 3, 5"
                        + " from pgqueue.kind k, generate_series(1, 7) n");

        engine.processing().start();

        Eventually.holds(() -> engine.counts().purgedTasks() == 7);
    }

    private long run(PgQueueEngine engine, String kind, TaskStatus end) {
        long id = engine.taskQueue().enqueue(Task.of(kind, null)).taskId();
        queue.await(engine, id, end);
        return id;
    }

    private static KindCounts of(PgQueueEngine engine, String kind) {
        return engine.counts().kinds().stream()
                .filter(one -> one.kind().equals(kind))
                .findFirst()
                .orElse(new KindCounts(kind, 0, 0, 0, 0, 0, 0, 0, 0, 0));
    }

    private static Map<String, KindThroughput> throughput(PgQueueEngine engine) {
        return engine.taskAdmin().throughput(HOUR, Duration.ofDays(8)).stream()
                .collect(Collectors.toMap(KindThroughput::kind, Function.identity()));
    }

    /** So that the time it ran can be told from none. */
    private static void runForTwoMilliseconds() {
        long end = System.nanoTime() + Duration.ofMillis(2).toNanos();
        while (System.nanoTime() - end < 0) {
            Thread.onSpinWait();
        }
    }

    /** Since 1970. */
    private static long minute() {
        return System.currentTimeMillis() / 60_000;
    }
}
