package io.pgqueue.benchmarks.contestant.peer;

import com.github.kagkarlsson.scheduler.Scheduler;
import com.github.kagkarlsson.scheduler.SchedulerClient;
import com.github.kagkarlsson.scheduler.task.TaskInstance;
import com.github.kagkarlsson.scheduler.task.helper.OneTimeTask;
import com.github.kagkarlsson.scheduler.task.helper.Tasks;
import com.zaxxer.hikari.HikariDataSource;
import io.pgqueue.benchmarks.contestant.Contestant;
import io.pgqueue.benchmarks.contestant.Deal;
import io.pgqueue.benchmarks.contestant.Load;
import io.pgqueue.benchmarks.contestant.Payload;
import io.pgqueue.benchmarks.server.BenchDatabase;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.atomic.AtomicLong;
import java.util.concurrent.atomic.LongAdder;
import org.jspecify.annotations.Nullable;
import org.springframework.jdbc.datasource.DataSourceTransactionManager;
import org.springframework.jdbc.datasource.TransactionAwareDataSourceProxy;
import org.springframework.transaction.support.TransactionTemplate;

/** db-scheduler, which deletes a task when it has run. */
public final class DbSchedulerContestant implements Contestant {

    /** As in its documentation's benchmark; 10 threads and 100, and other limits, drain no faster. */
    private static final int THREADS = 20;

    private static final double LOWER_LIMIT = 4;
    private static final double UPPER_LIMIT = 20;

    /** For the poller, the housekeeper and threads that enqueue. */
    private static final int FURTHER_CONNECTIONS = 4;

    private static final int CONNECTIONS = THREADS + FURTHER_CONNECTIONS;
    private static final Duration POLL_INTERVAL = Duration.ofMillis(100);

    private final LongAdder handled = new LongAdder();
    private final AtomicLong numbers = new AtomicLong();
    private final OneTimeTask<Payload> task =
            Tasks.oneTime("noop", Payload.class).execute((instance, context) -> handled.increment());
    private final BenchDatabase database;
    private final HikariDataSource pool;
    private final SchedulerClient client;
    private final TransactionTemplate transaction;
    private @Nullable Scheduler scheduler;

    public DbSchedulerContestant(BenchDatabase database) {
        this.database = database;
        this.pool = PeerPools.rewritingBatches(database, CONNECTIONS);
        this.client = SchedulerClient.Builder.create(new TransactionAwareDataSourceProxy(pool), task)
                .serializer(new JsonTaskData())
                .build();
        this.transaction = new TransactionTemplate(new DataSourceTransactionManager(pool));
    }

    @Override
    public String configuration() {
        return "db-scheduler " + PeerVersions.ofMaven("com.github.kagkarlsson", "db-scheduler") + ": lock-and-fetch, "
                + THREADS + " threads, limits " + LOWER_LIMIT + " and " + UPPER_LIMIT + ", a pool of " + CONNECTIONS
                + " connections, scheduleBatch with the driver's reWriteBatchedInserts, task data as JSON";
    }

    /** As db-scheduler's documentation has it for PostgreSQL. */
    @Override
    public void install() throws Exception {
        database.execute("""
                CREATE TABLE scheduled_tasks (
                    task_name            text NOT NULL,
                    task_instance        text NOT NULL,
                    task_data            bytea,
                    execution_time       timestamptz,
                    picked               boolean NOT NULL,
                    picked_by            text,
                    last_success         timestamptz,
                    last_failure         timestamptz,
                    consecutive_failures int,
                    last_heartbeat       timestamptz,
                    version              bigint NOT NULL,
                    priority             smallint,
                    state                text,
                    PRIMARY KEY (task_name, task_instance)
                );
                CREATE INDEX execution_time_idx ON scheduled_tasks (execution_time);
                CREATE INDEX last_heartbeat_idx ON scheduled_tasks (last_heartbeat);
                CREATE INDEX priority_execution_time_idx ON scheduled_tasks (priority DESC, execution_time ASC);
                """);
    }

    @Override
    public void enqueue(Load load) throws Exception {
        Plain.check(load);
        String note = Payload.note(load.payloadBytes());
        long base = numbers.getAndAdd(load.tasks());
        Deal.run(load, (from, count) -> {
            long first = base + from;
            if (count == 1) {
                client.scheduleIfNotExists(instance(first, note), Instant.now());
            } else {
                List<TaskInstance<?>> batch = new ArrayList<>(count);
                for (long number = first; number < first + count; number++) {
                    batch.add(instance(number, note));
                }
                transaction.executeWithoutResult(status -> client.scheduleBatch(batch, Instant.now()));
            }
        });
    }

    private TaskInstance<Payload> instance(long number, String note) {
        return task.instance(Long.toString(number), new Payload(number, 0, note));
    }

    @Override
    public void start() {
        if (scheduler == null) {
            scheduler = Scheduler.create(pool, task)
                    .threads(THREADS)
                    .pollUsingLockAndFetch(LOWER_LIMIT, UPPER_LIMIT)
                    .pollingInterval(POLL_INTERVAL)
                    .serializer(new JsonTaskData())
                    .build();
            scheduler.start();
        }
    }

    /** Waits for the executions that run. */
    @Override
    public void stop() {
        if (scheduler != null) {
            scheduler.stop();
            scheduler = null;
        }
    }

    @Override
    public long handled() {
        return handled.sum();
    }

    @Override
    public long remaining() throws Exception {
        return database.number("SELECT count(*) FROM scheduled_tasks");
    }

    @Override
    public void reset() throws Exception {
        database.execute("TRUNCATE scheduled_tasks");
        handled.reset();
    }

    @Override
    public void close() {
        stop();
        pool.close();
    }
}
