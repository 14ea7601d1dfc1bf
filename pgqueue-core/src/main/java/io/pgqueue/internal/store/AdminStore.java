package io.pgqueue.internal.store;

import io.pgqueue.KindOverrides;
import io.pgqueue.TaskAdmin.KindInfo;
import io.pgqueue.TaskAdmin.WorkerInfo;
import io.pgqueue.TaskStatus;
import java.sql.Array;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.time.Duration;
import java.time.Instant;
import java.time.ZoneOffset;
import java.util.ArrayList;
import java.util.EnumMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.OptionalLong;
import java.util.TreeMap;
import org.jspecify.annotations.Nullable;

/** What an operator does to tasks, and the lists an operator reads; in the caller's transaction. */
public final class AdminStore {

    private final Database database;
    private final String cancel;
    private final String retry;
    private final String retryTask;
    private final String runNow;
    private final String kinds;
    private final String workers;
    private final String kindOf;
    private final String makeDue;

    public AdminStore(Database database) {
        this.database = database;
        // These lock the tasks that they change; a retry of many skips those that somebody else is at.
        this.cancel = database.sql(
                "/* pgqueue:cancel */ select {schema}.cancel(?, ?) as status, {schema}.kind_of_task(?) as kind");
        this.retry = database.sql("/* pgqueue:retry */ select {schema}.retry(?, ?, ?)");
        this.retryTask = database.sql("/* pgqueue:retry-task */ select {schema}.retry_task(?, ?)");
        this.runNow = database.sql("/* pgqueue:run-now */ select {schema}.run_now(?)");
        this.kinds = database.sql("""
                /* pgqueue:kinds */ select k.name, k.paused_at,
                array(select coalesce(max(c.tasks), 0) from generate_series(0, 5) s(status)
                      left join {schema}.status_count c on c.kind = k.id and c.status = s.status
                      group by s.status order by s.status) as counts,
                (select min(c.oldest_due) from {schema}.status_count c where c.kind = k.id) as oldest_due,
                (select max(c.sampled_at) from {schema}.status_count c where c.kind = k.id) as sampled_at,
                k.worker_count, (extract(epoch from case when k.declared_ttl is not null then k.terminal_ttl end) * 1000)::bigint
                as terminal_ttl, l.kind is not null as has_limits,
                """ + LimitStore.COLUMNS + """
                from {schema}.kind k
                left join {schema}.kind_limit l on l.kind = k.id and l.set_at_run_time order by k.name""");
        this.workers = database.sql("""
                /* pgqueue:workers */ select id, name, version, started_at, heartbeat_at, ended_at,
                coalesce(ended_as = 'dead', false) as died, cardinality(begun) as running, worker_counts,
                case when kinds is not null
                     then array(select (select k.name from {schema}.kind k where k.id = u.id)
                                from unnest(kinds) with ordinality u(id, o) order by u.o) end as kind_names
                from {schema}.worker
                where not session and (ended_at is null or ended_at > now() - interval '1 day') order by id""");
        this.makeDue = database.sql("""
                /* pgqueue:make-due */ update {schema}.task
                set available_at = least(available_at, clock_timestamp())
                where available_at <= ? and status < 2 returning id""");
        this.kindOf = database.sql("/* pgqueue:kind-of */ select {schema}.kind_of_task(?)");
    }

    /** Empty if nothing was to be cancelled. */
    public Optional<Cancelled> cancel(long taskId, String reason) {
        return database.query(
                cancel,
                statement -> {
                    statement.setLong(1, taskId);
                    statement.setString(2, reason);
                    statement.setLong(3, taskId);
                },
                Rows.single(row -> {
                    int status = row.getInt("status");
                    return row.wasNull()
                            ? Optional.empty()
                            : Optional.of(new Cancelled(row.getInt("kind"), OutcomeStore.status(status)));
                }));
    }

    public int retry(int kindId, int attempts, int limit) {
        return database.query(
                retry,
                statement -> {
                    statement.setInt(1, kindId);
                    statement.setInt(2, attempts);
                    statement.setInt(3, limit);
                },
                Rows.single(row -> row.getInt(1)));
    }

    public boolean retryTask(long taskId, int attempts) {
        return database.query(
                retryTask,
                statement -> {
                    statement.setLong(1, taskId);
                    statement.setInt(2, attempts);
                },
                Rows.single(row -> row.getBoolean(1)));
    }

    public boolean runNow(long taskId) {
        return database.query(runNow, statement -> statement.setLong(1, taskId), Rows.single(row -> row.getBoolean(1)));
    }

    /** Makes due whatever would be at a time; how many tasks. For tests: it looks at all tasks that wait. */
    public int makeDue(Instant time) {
        return database.query(
                        makeDue,
                        statement -> statement.setObject(1, time.atOffset(ZoneOffset.UTC)),
                        Rows.list(row -> row.getLong(1)))
                .size();
    }

    /** The kind of a task; null if there is none. */
    public @Nullable Integer kindOf(long taskId) {
        OptionalLong found = database.query(kindOf, statement -> statement.setLong(1, taskId), Rows.optionalLong());
        return found.isPresent() ? Math.toIntExact(found.getAsLong()) : null;
    }

    public List<KindInfo> kinds() {
        return new ArrayList<>(database.query(kinds, statement -> {}, Rows.list(AdminStore::kind)));
    }

    public List<WorkerInfo> workers() {
        return new ArrayList<>(database.query(workers, statement -> {}, Rows.list(AdminStore::worker)));
    }

    private static KindInfo kind(ResultSet row) throws SQLException {
        long[] codes = Rows.longs(row.getArray("counts"));
        Map<TaskStatus, Long> counts = new EnumMap<>(TaskStatus.class);
        for (int code = 0; code < codes.length; code++) {
            counts.put(OutcomeStore.status(code), codes[code]);
        }
        return new StoredKind(
                row.getString("name"),
                Rows.instant(row, "paused_at"),
                counts,
                Rows.instant(row, "oldest_due"),
                Rows.instant(row, "sampled_at"),
                overrides(row));
    }

    private static KindOverrides overrides(ResultSet row) throws SQLException {
        Long ttl = row.getObject("terminal_ttl", Long.class);
        return new KindOverrides(
                row.getObject("worker_count", Integer.class),
                ttl == null ? null : Duration.ofMillis(ttl),
                row.getBoolean("has_limits") ? LimitStore.limits(row) : null);
    }

    private static WorkerInfo worker(ResultSet row) throws SQLException {
        return new StoredWorker(
                row.getInt("id"),
                row.getString("name"),
                Rows.required(row, "started_at"),
                Rows.required(row, "heartbeat_at"),
                Rows.instant(row, "ended_at"),
                row.getString("version"),
                row.getBoolean("died"),
                row.getInt("running"),
                workerCounts(row));
    }

    private static @Nullable Map<String, Integer> workerCounts(ResultSet row) throws SQLException {
        Array names = row.getArray("kind_names");
        if (names == null) {
            return null;
        }
        String[] kinds = (String[]) names.getArray();
        Integer[] numbers = (Integer[]) row.getArray("worker_counts").getArray();
        Map<String, Integer> counts = new TreeMap<>();
        for (int i = 0; i < kinds.length; i++) {
            counts.put(kinds[i], numbers[i]);
        }
        return counts;
    }

    /**
     * What was cancelled.
     *
     * @param status that it has now: {@code CANCELLED}, or {@code RUNNING} if whoever runs it has to stop
     */
    public record Cancelled(int kindId, TaskStatus status) {}

    private record StoredKind(
            String name,
            @Nullable Instant pausedAt,
            Map<TaskStatus, Long> counts,
            @Nullable Instant oldestRunnable,
            @Nullable Instant sampledAt,
            KindOverrides overrides)
            implements KindInfo {
        @Override
        public long count(TaskStatus status) {
            return counts.getOrDefault(status, 0L);
        }
    }

    private record StoredWorker(
            int id,
            String name,
            Instant startedAt,
            Instant lastBeatAt,
            @Nullable Instant endedAt,
            String version,
            boolean died,
            int running,
            @Nullable Map<String, Integer> workerCounts)
            implements WorkerInfo {}
}
