package io.pgqueue.autoconfigure.lifecycle;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.awaitility.Awaitility.await;

import ch.qos.logback.classic.Level;
import ch.qos.logback.classic.Logger;
import ch.qos.logback.classic.spi.ILoggingEvent;
import ch.qos.logback.core.AppenderBase;
import io.pgqueue.Task;
import io.pgqueue.TaskHandler;
import io.pgqueue.TaskQueue;
import io.pgqueue.autoconfigure.PgQueueRunner;
import io.pgqueue.autoconfigure.actuate.PgQueueHealthContributorAutoConfiguration;
import io.pgqueue.engine.EngineState.KindState;
import io.pgqueue.engine.PgQueueEngine;
import io.pgqueue.outbox.Outbox;
import io.pgqueue.outbox.OutboxEvent;
import io.pgqueue.outbox.OutboxSink;
import io.pgqueue.schedule.RecurringTask;
import io.pgqueue.testsupport.OwnServer;
import java.time.Duration;
import java.util.List;
import java.util.Queue;
import java.util.Set;
import java.util.concurrent.ConcurrentLinkedQueue;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.stream.Collectors;
import org.awaitility.core.ConditionFactory;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.slf4j.LoggerFactory;
import org.springframework.boot.autoconfigure.AutoConfigurations;
import org.springframework.boot.health.contributor.HealthIndicator;
import org.springframework.boot.health.contributor.Status;
import org.springframework.boot.test.context.assertj.AssertableApplicationContext;
import org.springframework.context.annotation.Bean;
import org.springframework.context.annotation.Configuration;
import org.springframework.dao.DataAccessException;
import org.springframework.jdbc.core.JdbcTemplate;
import org.springframework.transaction.support.TransactionTemplate;

/**
 * The server is killed under load, stays away, and is started again. For eight seconds, or for as long as
 * {@code -Dpgqueue.test.outage=PT10M} says; then the pool waits for connections as long as it does by default.
 */
@Tag("database")
class OutageRideTest {

    private static final Duration OUTAGE = Duration.parse(System.getProperty("pgqueue.test.outage", "PT8S"));
    private static final boolean LONG = OUTAGE.compareTo(Duration.ofMinutes(1)) > 0;
    private static final int BACKLOG = 30_000;

    /** Claims stop at 10,000 outcomes that wait; then what is claimed ahead can still end, as docs/operations.md says. */
    private static final int MOST_OUTCOMES = 10_000 + 2_000;

    /** The pool tries again every five seconds; the rest is for a busy machine. Who is stuck takes half a minute at least. */
    private static final Duration PROMISED = Duration.ofSeconds(15);

    private final OwnServer server = OwnServer.start();
    private final Queue<ILoggingEvent> said = new ConcurrentLinkedQueue<>();
    private final Logger logger = (Logger) LoggerFactory.getLogger("io.pgqueue");
    private final AppenderBase<ILoggingEvent> appender = new AppenderBase<>() {
        @Override
        protected void append(ILoggingEvent event) {
            said.add(event);
        }
    };

    @BeforeEach
    void listen() {
        appender.start();
        logger.addAppender(appender);
    }

    @AfterEach
    void close() {
        logger.detachAppender(appender);
        server.close();
    }

    @Test
    void isRiddenOut() {
        PgQueueRunner.withoutDatabase()
                .withConfiguration(AutoConfigurations.of(PgQueueHealthContributorAutoConfiguration.class))
                .withUserConfiguration(Application.class)
                .withPropertyValues(
                        "spring.datasource.url=" + server.jdbcUrl(),
                        "spring.datasource.username=" + server.username(),
                        "spring.datasource.hikari.maximum-pool-size=16",
                        "spring.datasource.hikari.connection-timeout=" + (LONG ? 30_000 : 1_000),
                        "pgqueue.outbox.sink=bean")
                .run(this::ride);
    }

    private void ride(AssertableApplicationContext context) throws Exception {
        assertThat(context).hasNotFailed();
        Application application = context.getBean(Application.class);
        PgQueueEngine engine = context.getBean(PgQueueEngine.class);
        TaskQueue queue = context.getBean(TaskQueue.class);
        underLoad(context, application);
        Set<Thread> threads = threads();

        server.kill();
        int before = said.size();
        long end = System.nanoTime() + OUTAGE.toNanos();
        application.gate.countDown();
        assertThatThrownBy(() -> queue.enqueue(Task.of("steady", null))).isInstanceOf(DataAccessException.class);
        eventually().until(() -> health(context).equals(Status.DOWN));
        eventually()
                .until(() -> engine.state().kinds().stream()
                                .mapToInt(KindState::busy)
                                .sum()
                        == 0);
        int waiting = engine.state().unrecorded();
        assertThat(waiting)
                .as("outcomes that wait: what ran, what was claimed ahead, what was being written")
                .isBetween(4, MOST_OUTCOMES);
        eventually().atMost(OUTAGE.plusMinutes(1)).until(() -> System.nanoTime() >= end);

        assertThat(engine.state().unrecorded()).isEqualTo(waiting);
        assertThat(threads).allMatch(Thread::isAlive);
        List<ILoggingEvent> lines = List.copyOf(said).subList(before, said.size());
        assertNoFlood(lines);

        server.restart();
        long back = System.nanoTime();
        try (var probe = server.direct().getConnection();
                var statement = probe.createStatement()) {
            statement.execute("select pgqueue.enqueue('probe')");
        }
        eventually().until(() -> application.probes.get() == 1);
        Duration worked = Duration.ofNanos(System.nanoTime() - back);
        eventually().until(() -> engine.state().unrecorded() == 0);
        Duration recorded = Duration.ofNanos(System.nanoTime() - back);
        eventually().until(() -> health(context).equals(Status.UP));
        JdbcTemplate jdbc = context.getBean(JdbcTemplate.class);
        int sent = application.sent.get();
        eventually().until(() -> done(jdbc, "steady") == BACKLOG && done(jdbc, "held") == 4);
        publish(context);
        eventually().until(() -> application.sent.get() > sent);
        int ticks = application.ticks.get();
        eventually().until(() -> application.ticks.get() > ticks);

        System.out.printf(
                "outage of %s: %d outcomes waited, %d lines logged (%d at WARN), a new task ran after %d ms,"
                        + " all outcomes were recorded after %d ms%n",
                OUTAGE,
                waiting,
                lines.size(),
                lines.stream().filter(line -> line.getLevel() == Level.WARN).count(),
                worked.toMillis(),
                recorded.toMillis());
        assertThat(threads).as("none has died or was replaced").allMatch(Thread::isAlive);
        assertThat(worked).isLessThan(PROMISED);
        assertThat(recorded).isLessThan(PROMISED);
        await().alias("no task is left that nobody runs; a tick's outcome may just be on its way")
                .until(() ->
                        jdbc.queryForObject("select count(*) from pgqueue.task where status = 2", Integer.class) == 0);
    }

    private void underLoad(AssertableApplicationContext context, Application application) throws InterruptedException {
        TaskQueue queue = context.getBean(TaskQueue.class);
        for (int n = 0; n < 4; n++) {
            queue.enqueue(Task.of("held", null));
        }
        publish(context);
        eventually().until(() -> application.sent.get() > 0 && application.ticks.get() > 0);
        assertThat(application.begun.await(30, TimeUnit.SECONDS)).isTrue();
        new JdbcTemplate(server.direct())
                .execute("select count(pgqueue.enqueue('steady')) from generate_series(1, " + BACKLOG + ")");
        eventually().until(() -> application.steady.get() > 100);
    }

    /** Each activity warns at once and then after 10 s, 20 s, 40 s and so on, and says how often it has failed since. */
    private void assertNoFlood(List<ILoggingEvent> lines) {
        long each = 2 + Math.max(0, (long) (Math.log(OUTAGE.toSeconds() / 10.0 + 1) / Math.log(2)));
        List<ILoggingEvent> loud = lines.stream()
                .filter(line -> line.getLevel().isGreaterOrEqual(Level.WARN))
                .toList();
        assertThat(loud).isNotEmpty();
        loud.stream()
                .collect(Collectors.groupingBy(
                        line -> line.getLoggerName() + line.getThreadName(), Collectors.counting()))
                .forEach((activity, count) ->
                        assertThat(count).as("lines of %s", activity).isLessThanOrEqualTo(each));
        assertThat(lines.size()).as("lines in all").isLessThanOrEqualTo((int) (14 * each));
        if (LONG) {
            assertThat(loud)
                    .anySatisfy(line ->
                            assertThat(line.getFormattedMessage()).matches(".* has been failing for .* times.*"));
        }
    }

    private static Status health(AssertableApplicationContext context) {
        return context.getBean(HealthIndicator.class).health().getStatus();
    }

    private static int done(JdbcTemplate jdbc, String kind) {
        Integer count = jdbc.queryForObject(
                "select count(*) from pgqueue.tasks where kind = ? and status = 'succeeded'", Integer.class, kind);
        return count == null ? -1 : count;
    }

    private static void publish(AssertableApplicationContext context) {
        context.getBean(TransactionTemplate.class)
                .executeWithoutResult(
                        status -> context.getBean(Outbox.class).publish(OutboxEvent.of("order", "1", "placed", "{}")));
    }

    /** All that belong to pgqueue but those of workers, which end by themselves when there is nothing to do. */
    private static Set<Thread> threads() {
        return Thread.getAllStackTraces().keySet().stream()
                .filter(
                        thread -> thread.getName()
                                .matches(
                                        "pgqueue-(claim|control|record|record-follow-ups|watchdog|rescue|purge|sample|schedule|notify|outbox|outbox-lease)"))
                .collect(Collectors.toSet());
    }

    private static ConditionFactory eventually() {
        return await().atMost(Duration.ofSeconds(90)).pollInterval(Duration.ofMillis(20));
    }

    @Configuration(proxyBeanMethods = false)
    static class Application {
        final CountDownLatch gate = new CountDownLatch(1);
        final CountDownLatch begun = new CountDownLatch(4);
        final AtomicInteger steady = new AtomicInteger();
        final AtomicInteger probes = new AtomicInteger();
        final AtomicInteger ticks = new AtomicInteger();
        final AtomicInteger sent = new AtomicInteger();

        @TaskHandler("held")
        void held() throws InterruptedException {
            begun.countDown();
            gate.await();
        }

        @TaskHandler("steady")
        void steady() {
            steady.incrementAndGet();
        }

        @TaskHandler("probe")
        void probe() {
            probes.incrementAndGet();
        }

        @TaskHandler("tick")
        @RecurringTask(interval = "1s")
        void tick() {
            ticks.incrementAndGet();
        }

        @Bean
        OutboxSink sink() {
            return message -> sent.incrementAndGet();
        }
    }
}
