package io.pgqueue.processes;

import io.pgqueue.KindLimits;
import io.pgqueue.KindOptions;
import io.pgqueue.TaskContext;
import io.pgqueue.testsupport.TestQueue;
import java.time.Duration;
import java.util.concurrent.ThreadLocalRandom;
import java.util.concurrent.locks.LockSupport;
import javax.sql.DataSource;
import org.jspecify.annotations.Nullable;
import org.springframework.jdbc.core.JdbcTemplate;

/**
 * A table of the test's own in which each run of a task with limits is written down by the process that runs it: when it
 * was claimed, when its handler began, and when it ended, all by the database's clock.
 */
final class LimitedRuns {

    static final int RUNNING = 6;
    static final int RUNNING_PER_PARTITION = 2;
    static final int STARTED = 60;
    static final int STARTED_PER_PARTITION = 20;

    static final KindOptions OPTIONS = TestQueue.QUICK
            .withWorkerCount(5)
            .withLimits(KindLimits.none()
                    .withMaxRunning(RUNNING)
                    .withMaxRunningPerPartition(RUNNING_PER_PARTITION)
                    .withMaxStarted(STARTED, Duration.ofMillis(500))
                    .withMaxStartedPerPartition(STARTED_PER_PARTITION, Duration.ofMillis(400)));

    private LimitedRuns() {}

    static void create(JdbcTemplate jdbc) {
        jdbc.execute(
                "create table limited_run (task_id bigint, attempt int, pid bigint, partition_key text,"
                        + " claimed_at timestamptz, began timestamptz, ended timestamptz, primary key (task_id, attempt, pid))");
    }

    /** Some runs fail: one in ten. */
    static @Nullable Object run(DataSource dataSource, TaskContext context) {
        JdbcTemplate jdbc = new JdbcTemplate(dataSource);
        long pid = ProcessHandle.current().pid();
        jdbc.update(
                "insert into limited_run select id, attempt, ?, partition_key, claimed_at, clock_timestamp()"
                        + " from pgqueue.task where id = ?",
                pid,
                context.taskId());
        LockSupport.parkNanos(ThreadLocalRandom.current().nextLong(30_000_000));
        jdbc.update(
                "update limited_run set ended = clock_timestamp() where task_id = ? and attempt = ? and pid = ?",
                context.taskId(),
                context.attempt(),
                pid);
        if (ThreadLocalRandom.current().nextInt(10) == 0) {
            throw new IllegalStateException("one in ten");
        }
        return null;
    }

    /** The most that ran at once, of one partition if so asked. */
    static int mostAtOnce(JdbcTemplate jdbc, boolean ofOnePartition) {
        return jdbc.queryForObject(
                "select max(n) from (select (select count(*) from limited_run o where o.began <= r.began"
                        + " and o.ended > r.began" + (ofOnePartition ? " and o.partition_key = r.partition_key" : "")
                        + ") as n from limited_run r) s",
                Integer.class);
    }

    /** The most that were started in any period of this length, of one partition if so asked. */
    static int mostStarted(JdbcTemplate jdbc, String period, boolean ofOnePartition) {
        return jdbc.queryForObject(
                "select max(n) from (select (select count(*) from limited_run o where o.claimed_at <= r.claimed_at"
                        + " and o.claimed_at > r.claimed_at - interval '" + period + "'"
                        + (ofOnePartition ? " and o.partition_key = r.partition_key" : "")
                        + ") as n from limited_run r) s",
                Integer.class);
    }
}
