package io.pgqueue.internal.store;

import io.pgqueue.DatabaseHealth;
import io.pgqueue.DatabaseHealth.HorizonHolder;
import io.pgqueue.DatabaseHealth.TableHealth;
import io.pgqueue.Oversight;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.Locale;
import java.util.Objects;
import org.jspecify.annotations.Nullable;

/** Reads how database and instances are doing, and keeps the audit log; in the caller's transaction. Locks nothing. */
public final class OversightStore implements Oversight {

    private static final int MAX_HOLDERS = 50;
    private static final int MAX_RUNNING = 10_000;
    private static final int MAX_NOTES = 1_000;

    private final Database database;
    private final String clock;
    private final String server;
    private final String horizon;
    private final String tables;
    private final String running;
    private final String note;
    private final String notes;

    public OversightStore(Database database) {
        this.database = database;
        this.clock = database.sql("/* pgqueue:clock */ select clock_timestamp() as read_at");
        // from the counters of the databases, since the list of sessions hides from others what kind they are of
        this.server = database.sql("""
                /* pgqueue:server */ select clock_timestamp() as read_at, pg_notification_queue_usage() as notify_usage,
                (select coalesce(sum(d.numbackends), 0) from pg_stat_database d)::int as used,
                current_setting('max_connections')::int as most,
                (select age(d.datfrozenxid) from pg_database d where d.datname = current_database())::bigint as oldest""");
        this.horizon = database.sql("""
                /* pgqueue:horizon */ select h.*, clock_timestamp() as read_at from {schema}.horizon(?) h""");
        this.tables = database.sql("""
                /* pgqueue:tables */ select relname, n_live_tup, n_dead_tup, pg_total_relation_size(relid) as bytes,
                last_autovacuum, last_autoanalyze
                from pg_stat_user_tables where schemaname = '{schema}' order by bytes desc, relname""");
        // By the ids that the beats have, so that it costs a look-up for each task that runs, however many wait.
        this.running = database.sql("""
                /* pgqueue:running */ select w.id as worker, t.id, t.kind, t.attempt, t.started_at
                from {schema}.worker w, unnest(w.begun) u(id),
                     lateral (select t.id, t.kind, t.attempt, t.started_at from {schema}.tasks t
                              where t.id = u.id and t.finished_at is null and t.status = 'running' offset 0) t
                where w.ended_at is null and not w.session
                order by w.id, t.started_at limit ?""");
        this.note = database.sql("/* pgqueue:audit */ select {schema}.audit(?, ?, ?, ?)");
        this.notes = database.sql("""
                /* pgqueue:audit-log */ select at, actor, action, target, detail from {schema}.audit_log
                order by id desc limit ?""");
    }

    @Override
    public Instant now() {
        return database.query(clock, statement -> {}, Rows.single(row -> Rows.required(row, "read_at")));
    }

    @Override
    public DatabaseHealth health() {
        List<HorizonHolder> holders = database.query(
                horizon, statement -> statement.setInt(1, MAX_HOLDERS), Rows.list(OversightStore::holder));
        List<TableHealth> sizes = database.query(tables, statement -> {}, Rows.list(OversightStore::table));
        return database.query(
                server,
                statement -> {},
                Rows.single(row -> new DatabaseHealth(
                        Rows.required(row, "read_at"),
                        row.getDouble("notify_usage"),
                        row.getInt("used"),
                        row.getInt("most"),
                        row.getLong("oldest"),
                        holders,
                        sizes)));
    }

    @Override
    public List<RunningTask> running(int limit) {
        requireAtMost(MAX_RUNNING, limit);
        return database.query(
                running,
                statement -> statement.setInt(1, limit),
                Rows.list(row -> new RunningTask(
                        row.getInt("worker"),
                        row.getLong("id"),
                        row.getString("kind"),
                        row.getInt("attempt"),
                        Rows.instant(row, "started_at"))));
    }

    @Override
    public void note(String actor, String action, String target, String detail) {
        database.query(
                note,
                statement -> {
                    statement.setString(1, actor);
                    statement.setString(2, action);
                    statement.setString(3, target);
                    statement.setString(4, detail);
                },
                Rows.single(row -> true));
    }

    @Override
    public List<Noted> notes(int limit) {
        requireAtMost(MAX_NOTES, limit);
        return database.query(
                notes,
                statement -> statement.setInt(1, limit),
                Rows.list(row -> new Noted(
                        Rows.required(row, "at"),
                        row.getString("actor"),
                        row.getString("action"),
                        row.getString("target"),
                        row.getString("detail"))));
    }

    private static HorizonHolder holder(ResultSet row) throws SQLException {
        Instant since = Rows.instant(row, "since");
        return new HorizonHolder(
                HorizonHolder.Type.valueOf(row.getString("holder").toUpperCase(Locale.ROOT)),
                row.getObject("pid", Integer.class),
                Objects.requireNonNullElse(row.getString("name"), ""),
                row.getString("username"),
                row.getString("state"),
                age(since, Rows.required(row, "read_at")),
                row.getLong("transactions"),
                row.getString("tag"));
    }

    private static @Nullable Duration age(@Nullable Instant since, Instant now) {
        return since == null ? null : Duration.between(since, now);
    }

    private static TableHealth table(ResultSet row) throws SQLException {
        return new TableHealth(
                row.getString("relname"),
                row.getLong("n_live_tup"),
                row.getLong("n_dead_tup"),
                row.getLong("bytes"),
                Rows.instant(row, "last_autovacuum"),
                Rows.instant(row, "last_autoanalyze"));
    }

    private static void requireAtMost(int most, int limit) {
        if (limit < 1 || limit > most) {
            throw new IllegalArgumentException("limit is " + limit + ", but must be 1 to " + most);
        }
    }
}
