package io.pgqueue.benchmarks.contestant.peer;

import com.zaxxer.hikari.HikariDataSource;
import io.pgqueue.benchmarks.contestant.Contestant;
import io.pgqueue.benchmarks.contestant.Deal;
import io.pgqueue.benchmarks.contestant.Load;
import io.pgqueue.benchmarks.contestant.Payload;
import io.pgqueue.benchmarks.server.BenchDatabase;
import java.io.InputStream;
import java.nio.charset.StandardCharsets;
import java.sql.Connection;
import java.sql.SQLException;
import java.util.HashSet;
import java.util.Map;
import java.util.Objects;
import java.util.Properties;
import java.util.Set;
import java.util.concurrent.atomic.AtomicLong;
import java.util.concurrent.atomic.LongAdder;
import org.jspecify.annotations.Nullable;
import org.quartz.Job;
import org.quartz.JobBuilder;
import org.quartz.JobDetail;
import org.quartz.JobExecutionContext;
import org.quartz.Scheduler;
import org.quartz.SchedulerException;
import org.quartz.Trigger;
import org.quartz.TriggerBuilder;
import org.quartz.core.QuartzScheduler;
import org.quartz.impl.StdSchedulerFactory;
import org.quartz.impl.jdbcjobstore.JobStoreTX;
import org.quartz.impl.jdbcjobstore.PostgreSQLDelegate;
import org.quartz.simpl.SimpleThreadPool;
import org.quartz.utils.ConnectionProvider;
import org.quartz.utils.DBConnectionManager;
import tools.jackson.databind.json.JsonMapper;

/** Quartz with its tables in the database: one job, and a trigger for each task, which is deleted when it has fired. */
public final class QuartzContestant implements Contestant {

    private static final int THREADS = 20;

    /** Triggers that it acquires at once, at most. */
    private static final int BATCH = THREADS;

    /** What its documentation asks for beside one a thread. */
    private static final int FURTHER_CONNECTIONS = 3;

    private static final int CONNECTIONS = THREADS + FURTHER_CONNECTIONS;

    private static final String NAME = "bench";

    private static final JsonMapper JSON = new JsonMapper();

    private final LongAdder handled = new LongAdder();
    private final AtomicLong numbers = new AtomicLong();
    private final JobDetail job =
            JobBuilder.newJob(Handler.class).withIdentity("noop").storeDurably().build();
    private final BenchDatabase database;
    private final HikariDataSource pool;
    /** Starts once and stops once, so there is a new one after each stop. */
    private @Nullable Scheduler scheduler;

    public QuartzContestant(BenchDatabase database) {
        this.database = database;
        this.pool = database.pool(CONNECTIONS);
        DBConnectionManager.getInstance().addConnectionProvider(NAME, new Lender(pool));
    }

    @Override
    public String configuration() {
        return "Quartz " + QuartzScheduler.getVersionMajor() + "." + QuartzScheduler.getVersionMinor() + "."
                + QuartzScheduler.getVersionIteration() + ": JobStoreTX with PostgreSQLDelegate, clustered, " + THREADS
                + " threads, acquires up to " + BATCH + " triggers at once, inserts without its lock, a pool of "
                + CONNECTIONS + " connections, one durable job with a trigger for each task, scheduleJobs";
    }

    @Override
    public void install() throws Exception {
        try (InputStream script = Objects.requireNonNull(JobStoreTX.class.getResourceAsStream("tables_postgres.sql"))) {
            database.execute(new String(script.readAllBytes(), StandardCharsets.UTF_8));
        }
        scheduler().addJob(job, true);
    }

    @Override
    public void enqueue(Load load) throws Exception {
        Plain.check(load);
        Scheduler scheduler = scheduler();
        String note = Payload.note(load.payloadBytes());
        long base = numbers.getAndAdd(load.tasks());
        Deal.run(load, (from, count) -> {
            long first = base + from;
            if (count == 1) {
                scheduler.scheduleJob(trigger(first, note));
            } else {
                Set<Trigger> triggers = new HashSet<>();
                for (long number = first; number < first + count; number++) {
                    triggers.add(trigger(number, note));
                }
                scheduler.scheduleJobs(Map.of(job, triggers), true);
            }
        });
    }

    private Trigger trigger(long number, String note) {
        return TriggerBuilder.newTrigger()
                .withIdentity(Long.toString(number))
                .forJob(job)
                .usingJobData("payload", JSON.writeValueAsString(new Payload(number, 0, note)))
                .startNow()
                .build();
    }

    @Override
    public void start() throws Exception {
        scheduler().start();
    }

    private Scheduler scheduler() throws SchedulerException {
        Scheduler created = scheduler;
        if (created == null) {
            created = new StdSchedulerFactory(settings()).getScheduler();
            created.setJobFactory((bundle, of) -> new Handler(handled));
            scheduler = created;
        }
        return created;
    }

    private static Properties settings() {
        Properties settings = new Properties();
        settings.setProperty("org.quartz.scheduler.instanceName", NAME);
        settings.setProperty("org.quartz.scheduler.instanceId", "AUTO");
        settings.setProperty("org.quartz.scheduler.skipUpdateCheck", "true");
        settings.setProperty("org.quartz.scheduler.batchTriggerAcquisitionMaxCount", Integer.toString(BATCH));
        settings.setProperty("org.quartz.scheduler.idleWaitTime", "1000");
        settings.setProperty("org.quartz.threadPool.class", SimpleThreadPool.class.getName());
        settings.setProperty("org.quartz.threadPool.threadCount", Integer.toString(THREADS));
        settings.setProperty("org.quartz.jobStore.class", JobStoreTX.class.getName());
        settings.setProperty("org.quartz.jobStore.driverDelegateClass", PostgreSQLDelegate.class.getName());
        settings.setProperty("org.quartz.jobStore.dataSource", NAME);
        settings.setProperty("org.quartz.jobStore.isClustered", "true");
        settings.setProperty("org.quartz.jobStore.useProperties", "true");
        // a batch may only be acquired within the lock
        settings.setProperty("org.quartz.jobStore.acquireTriggersWithinLock", "true");
        settings.setProperty("org.quartz.jobStore.lockOnInsert", "false");
        // a long queue is no misfire: handling it as one costs queries, and more the longer the queue
        settings.setProperty("org.quartz.jobStore.misfireThreshold", "86400000");
        return settings;
    }

    @Override
    public void stop() throws Exception {
        shutDown();
        // here, so that what is enqueued next need not wait for it
        scheduler();
    }

    private void shutDown() throws SchedulerException {
        if (scheduler != null) {
            scheduler.shutdown(true);
            scheduler = null;
        }
    }

    @Override
    public long handled() {
        return handled.sum();
    }

    @Override
    public long remaining() throws Exception {
        return database.number(
                "SELECT (SELECT count(*) FROM qrtz_triggers) + (SELECT count(*) FROM qrtz_fired_triggers)");
    }

    @Override
    public void reset() throws Exception {
        database.execute("TRUNCATE qrtz_triggers, qrtz_fired_triggers CASCADE");
        handled.reset();
    }

    @Override
    public void close() throws Exception {
        shutDown();
        pool.close();
    }

    /** The job's class. */
    private record Handler(LongAdder handled) implements Job {

        @Override
        public void execute(JobExecutionContext context) {
            handled.increment();
        }
    }

    /** Lends the pool to a scheduler, which would close it at its end. */
    private record Lender(HikariDataSource pool) implements ConnectionProvider {

        @Override
        public Connection getConnection() throws SQLException {
            return pool.getConnection();
        }

        @Override
        public void initialize() {}

        @Override
        public void shutdown() {}
    }
}
