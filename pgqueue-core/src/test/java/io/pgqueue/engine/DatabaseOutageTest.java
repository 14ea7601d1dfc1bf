package io.pgqueue.engine;

import static io.pgqueue.testsupport.TestQueue.QUICK;
import static io.pgqueue.testsupport.TestQueue.handler;
import static org.assertj.core.api.Assertions.assertThat;

import ch.qos.logback.classic.Level;
import com.zaxxer.hikari.HikariConfig;
import com.zaxxer.hikari.HikariDataSource;
import io.pgqueue.KindOptions;
import io.pgqueue.Task;
import io.pgqueue.TaskStatus;
import io.pgqueue.testsupport.TestQueue;
import java.net.URI;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.TreeSet;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.concurrent.atomic.AtomicIntegerArray;
import java.util.function.UnaryOperator;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.postgresql.ds.PGSimpleDataSource;
import org.springframework.dao.DataAccessException;

/** The database goes away while tasks run, and comes back. */
@Tag("database")
class DatabaseOutageTest {

    private static final KindOptions SELDOM = QUICK.withPollInterval(Duration.ofHours(1));

    private final TestQueue queue = new TestQueue();
    private final LogCapture log = new LogCapture();
    private final URI address = URI.create(queue.database().jdbcUrl().substring("jdbc:".length()));
    private final TcpProxy line = new TcpProxy(address.getHost(), address.getPort());
    private final HikariDataSource overTheLine = overTheLine();

    @AfterEach
    void close() {
        line.restore();
        queue.close();
        overTheLine.close();
        line.close();
        log.close();
    }

    @Test
    void recordsEachTaskOnceThoughAllSessionsAreEndedAgainAndAgain() {
        AtomicIntegerArray runs = new AtomicIntegerArray(5_000);
        AtomicInteger all = new AtomicInteger();
        PgQueueEngine engine = queue.engine(handler("many", SELDOM, (payload, context) -> {
            runs.incrementAndGet((Integer) payload.get("n"));
            if (all.incrementAndGet() % 500 == 0) {
                endAllSessions();
            }
            return null;
        }));
        List<Task> tasks = new ArrayList<>();
        for (int n = 0; n < runs.length(); n++) {
            tasks.add(Task.of("many", Map.of("n", n)));
        }
        engine.taskQueue().enqueueAll(tasks);
        engine.processing().start();

        Eventually.holds(() -> {
            try {
                return count("succeeded") == runs.length();
            } catch (DataAccessException e) {
                // our own session was ended, too
                return false;
            }
        });

        assertThat(count("running")).isZero();
        for (int n = 0; n < runs.length(); n++) {
            assertThat(runs.get(n)).isPositive();
        }
        assertThat(threads()).contains("pgqueue-claim", "pgqueue-control", "pgqueue-record", "pgqueue-watchdog");
    }

    @Test
    void writesOutcomesWhenTheDatabaseIsBack() throws Exception {
        CountDownLatch begun = new CountDownLatch(4);
        CountDownLatch mayEnd = new CountDownLatch(1);
        AtomicInteger runs = new AtomicInteger();
        PgQueueEngine engine = onTheLine("held", begun, mayEnd, runs);
        engine.processing().start();
        List<Long> ids = new ArrayList<>();
        for (int n = 0; n < 4; n++) {
            ids.add(engine.taskQueue().enqueue(Task.of("held", null)).taskId());
        }
        Eventually.happens(begun);

        cut();
        mayEnd.countDown();
        Eventually.holds(() -> engine.state().unrecorded() == 4);
        Eventually.holds(() -> engine.state().lastError() != null);
        line.restore();

        PgQueueEngine observer = queue.engine();
        for (long id : ids) {
            assertThat(queue.await(observer, id, TaskStatus.SUCCEEDED).attempt())
                    .isEqualTo(1);
        }
        assertThat(runs).hasValue(4);
        Eventually.holds(() -> engine.state().unrecorded() == 0);
    }

    @Test
    void hearsNotificationsAgainWhenTheDatabaseIsBack() {
        PgQueueEngine engine = onTheLine("heard", new CountDownLatch(0), new CountDownLatch(0), new AtomicInteger());
        engine.processing().start();
        Eventually.holds(() -> engine.state().listening());
        cut();
        Eventually.holds(() -> !engine.state().listening());
        line.restore();
        Eventually.holds(() -> engine.state().listening() && engine.state().lastError() == null);

        PgQueueEngine other = queue.engine();
        long id = other.taskQueue().enqueue(Task.of("heard", null)).taskId();

        queue.await(other, id, TaskStatus.SUCCEEDED);
    }

    @Test
    void findsWhatWasAnnouncedDuringTheOutage() {
        PgQueueEngine engine = onTheLine("missed", new CountDownLatch(0), new CountDownLatch(0), new AtomicInteger());
        engine.processing().start();
        Eventually.holds(() -> engine.state().listening());
        cut();
        Eventually.holds(() -> !engine.state().listening());
        PgQueueEngine other = queue.engine();
        long id = other.taskQueue().enqueue(Task.of("missed", null)).taskId();

        line.restore();

        queue.await(other, id, TaskStatus.SUCCEEDED);
    }

    @Test
    void doesNotFloodTheLog() {
        PgQueueEngine engine = onTheLine("quiet", new CountDownLatch(0), new CountDownLatch(0), new AtomicInteger());
        engine.processing().start();
        // without a worker's id it would not even try to claim
        Eventually.holds(() -> engine.state().workerId() != null);
        int before = log.events().size();

        cut();
        Eventually.holds(
                () -> log.messages(Level.WARN).stream().anyMatch(text -> text.contains("dead workers failed")));
        Eventually.holds(
                () -> log.messages(Level.WARN).stream().anyMatch(text -> text.contains("claiming tasks failed")));

        // one line with a stack trace for each activity, and then none for a while
        assertThat(log.events().size() - before).isLessThan(10);
    }

    @Test
    void stopsSoonThoughTheDatabaseIsAway() throws Exception {
        CountDownLatch begun = new CountDownLatch(1);
        PgQueueEngine engine = onTheLine("held", begun, new CountDownLatch(1), new AtomicInteger());
        engine.processing().start();
        engine.taskQueue().enqueue(Task.of("held", null));
        Eventually.happens(begun);
        // the pool says only after half a minute that there is no connection, as by default
        line.cut();
        Eventually.holds(() -> !engine.state().listening());
        Eventually.holds(() -> engine.state().lastError() != null);
        long before = System.nanoTime();

        engine.processing().stop(Duration.ZERO);

        assertThat(Duration.ofNanos(System.nanoTime() - before)).isLessThan(Duration.ofSeconds(20));
        assertThat(engine.processing().isRunning()).isFalse();
    }

    @Test
    void startsThoughTheDatabaseIsAwayAndRunsWhenItIsBack() {
        PgQueueEngine engine = onTheLine("patient", new CountDownLatch(0), new CountDownLatch(0), new AtomicInteger());
        long id = engine.taskQueue().enqueue(Task.of("patient", null)).taskId();
        cut();

        engine.processing().start();
        Eventually.holds(() -> engine.state().lastError() != null);
        line.restore();

        queue.await(queue.engine(), id, TaskStatus.SUCCEEDED);
    }

    private PgQueueEngine onTheLine(String kind, CountDownLatch begun, CountDownLatch mayEnd, AtomicInteger runs) {
        return queue.engineOn(overTheLine, UnaryOperator.identity(), handler(kind, SELDOM, (payload, context) -> {
            runs.incrementAndGet();
            begun.countDown();
            mayEnd.await();
            return null;
        }));
    }

    private HikariDataSource overTheLine() {
        PGSimpleDataSource direct = new PGSimpleDataSource();
        direct.setServerNames(new String[] {"localhost"});
        direct.setPortNumbers(new int[] {line.port()});
        direct.setDatabaseName(queue.database().name());
        direct.setUser(queue.database().username());
        direct.setPassword(queue.database().password());
        HikariConfig config = new HikariConfig();
        config.setDataSource(direct);
        config.setMinimumIdle(0);
        config.setInitializationFailTimeout(-1);
        return new HikariDataSource(config);
    }

    private void cut() {
        overTheLine.setConnectionTimeout(1_000);
        line.cut();
    }

    private void endAllSessions() {
        queue.jdbc()
                .queryForList("select pg_terminate_backend(pid) from pg_stat_activity where datname = "
                        + "current_database() and pid <> pg_backend_pid()");
    }

    private static TreeSet<String> threads() {
        TreeSet<String> names = new TreeSet<>();
        Thread.getAllStackTraces().keySet().forEach(thread -> names.add(thread.getName()));
        return names;
    }

    private long count(String status) {
        Long count =
                queue.jdbc().queryForObject("select count(*) from pgqueue.tasks where status = ?", Long.class, status);
        return count == null ? -1 : count;
    }
}
