package io.pgqueue.internal.store;

import io.pgqueue.TaskStatus;
import java.time.Duration;
import java.util.List;
import java.util.OptionalLong;

/** Rescues, purges and counts. */
public final class MaintenanceStore {

    private final Database database;
    private final String suspect;
    private final String rescue;
    private final String purge;
    private final String purgeLog;
    private final String purgeOutbox;
    private final String purgeMinutes;
    private final String purgeAudit;
    private final String sample;

    public MaintenanceStore(Database database) {
        this.database = database;
        // Locks dead workers for update, skipping those that another instance is at, then their tasks.
        this.rescue = database.sql("""
                /* pgqueue:rescue */ select task_id, kind, new_status, dead_worker
                from {schema}.rescue(?::interval, ?::interval)""");
        // One read without locks, so that a cluster in which all are well costs next to nothing.
        this.suspect = database.sql("/* pgqueue:suspect */ select {schema}.suspect(?::interval, ?::interval)");
        // All take an advisory lock, so that one instance at a time is at it; the others return at once.
        this.purge = database.sql("/* pgqueue:purge */ select {schema}.purge(?)");
        this.purgeLog = database.sql("/* pgqueue:purge-log */ select {schema}.purge_log(?)");
        this.purgeOutbox = database.sql("/* pgqueue:purge-outbox */ select {schema}.purge_outbox(?)");
        this.purgeMinutes = database.sql("/* pgqueue:purge-minutes */ select {schema}.purge_minutes(?)");
        this.purgeAudit = database.sql("/* pgqueue:purge-audit */ select {schema}.purge_audit(?)");
        this.sample = database.sql("/* pgqueue:sample */ select {schema}.sample_counts(?::interval)");
    }

    /** Takes the tasks of workers that are dead. */
    public List<Rescued> rescue(Duration deadAfter, Duration missedAfter) {
        Database.Binder times = statement -> {
            statement.setString(1, deadAfter.toString());
            statement.setString(2, missedAfter.toString());
        };
        if (!database.engineRead(suspect, times, Rows.single(row -> row.getBoolean(1)))) {
            return List.of();
        }
        return database.engineQuery(
                rescue,
                times,
                Rows.list(row -> new Rescued(
                        row.getLong(1), row.getInt(2), OutcomeStore.status(row.getInt(3)), row.getString(4))));
    }

    /** Deletes up to {@code limit} closed tasks of each kind and status; empty if another instance is at it. */
    public OptionalLong purge(int limit) {
        return database.engineQuery(purge, statement -> statement.setInt(1, limit), Rows.optionalLong());
    }

    /** Deletes up to {@code limit} transitions of each kind past the TTL of its log; empty if another instance is at it. */
    public OptionalLong purgeLog(int limit) {
        return database.engineQuery(purgeLog, statement -> statement.setInt(1, limit), Rows.optionalLong());
    }

    /** Deletes up to {@code limit} sent events past their TTL; empty if another instance is at it. */
    public OptionalLong purgeOutbox(int limit) {
        return database.engineQuery(purgeOutbox, statement -> statement.setInt(1, limit), Rows.optionalLong());
    }

    /** Deletes up to {@code limit} totals of minutes that are long ago; empty if another instance is at it. */
    public OptionalLong purgeMinutes(int limit) {
        return database.engineQuery(purgeMinutes, statement -> statement.setInt(1, limit), Rows.optionalLong());
    }

    /** Deletes up to {@code limit} old rows of the audit log; empty if another instance is at it. */
    public OptionalLong purgeAudit(int limit) {
        return database.engineQuery(purgeAudit, statement -> statement.setInt(1, limit), Rows.optionalLong());
    }

    /** Counts tasks unless somebody did less than {@code every} ago; whether it counted. */
    public boolean sample(Duration every) {
        return database.engineQuery(
                sample, statement -> statement.setString(1, every.toString()), Rows.single(row -> row.getBoolean(1)));
    }

    /** A task that was taken from a dead worker. */
    public record Rescued(long taskId, int kindId, TaskStatus status, String deadWorker) {}
}
