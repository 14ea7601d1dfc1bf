package io.pgqueue.processes;

import static org.awaitility.Awaitility.await;

import io.pgqueue.EnqueueResult;
import io.pgqueue.KindOptions;
import io.pgqueue.Task;
import io.pgqueue.TaskAdmin;
import io.pgqueue.TaskInfo;
import io.pgqueue.TaskQueue;
import io.pgqueue.TaskStatus;
import io.pgqueue.engine.EngineSettings;
import io.pgqueue.engine.PgQueueEngine;
import io.pgqueue.outbox.Outbox;
import io.pgqueue.processes.Ledger.Event;
import io.pgqueue.schedule.Schedules;
import io.pgqueue.testsupport.TestQueue;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.time.Instant;
import java.time.OffsetDateTime;
import java.util.ArrayList;
import java.util.Collection;
import java.util.Collections;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import javax.sql.DataSource;
import org.springframework.jdbc.core.JdbcTemplate;
import org.springframework.jdbc.support.JdbcTransactionManager;
import org.springframework.transaction.support.TransactionTemplate;

/** A database, an application in this process that only adds tasks, and worker processes beside it. */
final class Cluster implements AutoCloseable {

    private static final Duration PATIENCE = Duration.ofMinutes(4);
    private static final int SHOWN = 300;

    private final TestQueue queue = new TestQueue();
    private final DataSource dataSource = queue.dataSource();
    private final TransactionTemplate transactions = new TransactionTemplate(new JdbcTransactionManager(dataSource));
    private final JdbcTemplate jdbc = new JdbcTemplate(dataSource);
    private final PgQueueEngine engine;
    private final Path directory;
    private final List<WorkerJvm> workers = new ArrayList<>();

    private Cluster(Path directory) {
        this.directory = directory;
        Map<String, KindOptions> kinds = Map.of(
                WorkerProcess.QUICK, KindOptions.none(),
                WorkerProcess.BRIEF, KindOptions.none(),
                WorkerProcess.GATED, KindOptions.none(),
                WorkerProcess.HALTING, KindOptions.none(),
                WorkerProcess.LIMITED, KindOptions.none());
        this.engine = queue.engineOn(
                dataSource,
                builder -> builder.settings(EngineSettings.standard().withKinds(kinds)));
    }

    /** Plays a scenario on a new cluster. Its processes end with it; if it fails, what they last printed is shown. */
    static void play(Path directory, Scenario scenario) throws Exception {
        try (Cluster cluster = new Cluster(Files.createDirectories(directory))) {
            try {
                scenario.play(cluster);
            } catch (Throwable e) {
                cluster.workers.forEach(Cluster::show);
                throw e;
            }
        }
    }

    private static void show(WorkerJvm worker) {
        List<String> lines = worker.output().lines().toList();
        String last = String.join("\n", lines.subList(Math.max(0, lines.size() - SHOWN), lines.size()));
        System.err.println("--- output of worker process " + worker.pid() + "\n" + last);
    }

    /** A process that is ready, and does not process yet. */
    WorkerJvm launch(WorkerJvm.Options options) throws IOException {
        WorkerJvm worker = WorkerJvm.launch(queue.database(), directory, "worker-" + (workers.size() + 1), options);
        workers.add(worker);
        return worker;
    }

    TaskQueue taskQueue() {
        return engine.taskQueue();
    }

    /** By which the application here operates the queue. */
    TaskAdmin taskAdmin() {
        return engine.taskAdmin();
    }

    Schedules schedules() {
        return engine.schedules();
    }

    Outbox outbox() {
        return engine.outbox();
    }

    /** On the {@code DataSource} of the queue. */
    TransactionTemplate transactions() {
        return transactions;
    }

    JdbcTemplate jdbc() {
        return jdbc;
    }

    /** Adds tasks of a kind in one statement; their ids. */
    List<Long> add(String kind, int count) {
        return taskQueue().enqueueAll(Collections.nCopies(count, Task.of(kind, null))).stream()
                .map(EnqueueResult::taskId)
                .toList();
    }

    /** Adds one task with an ordering key; its id. */
    long addOrdered(String kind, String orderingKey) {
        return taskQueue()
                .enqueue(Task.of(kind, null).withOrderingKey(orderingKey))
                .taskId();
    }

    List<TaskInfo> tasks(Collection<Long> ids) {
        return ids.stream().map(id -> engine.taskAdmin().find(id).orElseThrow()).toList();
    }

    /** The row of a process in the table {@code worker}: the last one, if it has registered more than once. */
    Member member(WorkerJvm worker) {
        return jdbc.queryForObject(
                "select * from pgqueue.worker where name like ? order by id desc limit 1",
                (row, number) -> new Member(
                        row.getInt("id"),
                        row.getString("name"),
                        row.getObject("heartbeat_at", OffsetDateTime.class).toInstant(),
                        List.of((Long[]) row.getArray("begun").getArray()),
                        row.getString("ended_as")),
                "%/" + worker.pid());
    }

    /** The tasks that a process holds, by the database. */
    List<Long> heldBy(WorkerJvm worker) {
        return jdbc.queryForList(
                "select id from pgqueue.task where status = 2 and worker = ?", Long.class, member(worker).id);
    }

    /**
     * Lets a process come to a point at which it has claimed tasks that it has not begun, and freezes it there; returns
     * those tasks.
     */
    Set<Long> freezeWithPrefetched(WorkerJvm worker) {
        Set<Long> prefetched = new HashSet<>();
        await("tasks are claimed and not begun").atMost(PATIENCE).until(() -> {
            worker.freeze();
            prefetched.addAll(heldBy(worker));
            prefetched.removeAll(worker.ledger().ids(Event.BEGAN));
            if (prefetched.isEmpty()) {
                worker.thaw();
            }
            return !prefetched.isEmpty();
        });
        return prefetched;
    }

    /** The database's time. */
    Instant now() {
        return jdbc.queryForObject("select clock_timestamp()", OffsetDateTime.class)
                .toInstant();
    }

    /** Waits until the server is so old that it believes that a session which is missing is gone. */
    void awaitGrownUpServer() {
        await("the server is older than 30 s")
                .atMost(PATIENCE)
                .pollInterval(Duration.ofMillis(250))
                .until(() -> jdbc.queryForObject(
                        "select pg_postmaster_start_time() < clock_timestamp() - interval '31 seconds'",
                        Boolean.class));
    }

    /** Waits until all that was added has been done. */
    void awaitAllDone() {
        await("all tasks are done")
                .atMost(PATIENCE)
                .pollInterval(Duration.ofMillis(100))
                .until(() -> jdbc.queryForObject("select count(*) from pgqueue.task", Long.class) == 0);
    }

    /** Waits until these have succeeded. */
    void awaitSucceeded(Collection<Long> ids) {
        await("tasks have succeeded")
                .atMost(PATIENCE)
                .pollInterval(Duration.ofMillis(100))
                .until(() -> tasks(ids).stream().allMatch(task -> task.status() == TaskStatus.SUCCEEDED));
    }

    /** Waits until the handlers of all these tasks were called in a process. */
    void awaitBegun(WorkerJvm worker, Collection<Long> ids) {
        await("handlers were called")
                .atMost(PATIENCE)
                .pollInterval(Duration.ofMillis(20))
                .until(() -> worker.ledger().ids(Event.BEGAN).containsAll(ids));
    }

    /** Waits until a task has succeeded in a process. */
    void awaitSuccessIn(WorkerJvm worker) {
        await("a task has succeeded")
                .atMost(PATIENCE)
                .pollInterval(Duration.ofMillis(20))
                .until(() -> !worker.ledger().ids(Event.SUCCEEDED).isEmpty());
    }

    /** Waits until a beat of the process has told that it runs all these tasks. */
    void awaitBeatOf(WorkerJvm worker, Collection<Long> ids) {
        awaitBegun(worker, ids);
        await("a beat says what runs")
                .atMost(PATIENCE)
                .pollInterval(Duration.ofMillis(50))
                .until(() -> member(worker).begun.containsAll(ids));
    }

    /** Waits until one of these processes has ended; that one. */
    WorkerJvm awaitDeathOf(List<WorkerJvm> fleet) {
        return await("a process has ended")
                .atMost(PATIENCE)
                .pollInterval(Duration.ofMillis(20))
                .until(() -> fleet.stream().filter(worker -> !worker.isAlive()).findFirst(), Optional::isPresent)
                .orElseThrow();
    }

    /** Makes the last beat of a process so old that the others take its tasks at once. */
    void takeForDead(WorkerJvm worker) {
        jdbc.update(
                "update pgqueue.worker set heartbeat_at = clock_timestamp() - interval '1 minute' where id = ?",
                member(worker).id);
    }

    /** Waits until the server has no session of a process that was killed. */
    void awaitNoSessionOf(WorkerJvm worker) {
        await("the sessions are gone")
                .atMost(PATIENCE)
                .pollInterval(Duration.ofMillis(20))
                .until(() -> jdbc.queryForObject(
                                "select count(*) from pg_stat_activity where application_name = ?",
                                Long.class,
                                WorkerProcess.applicationName(worker.pid()))
                        == 0);
    }

    @Override
    public void close() {
        workers.forEach(WorkerJvm::close);
        queue.close();
    }

    /** A process as the database knows it. */
    record Member(int id, String name, Instant lastBeat, List<Long> begun, String endedAs) {}

    /** What happens on a cluster. */
    @FunctionalInterface
    interface Scenario {
        void play(Cluster cluster) throws Exception;
    }
}
