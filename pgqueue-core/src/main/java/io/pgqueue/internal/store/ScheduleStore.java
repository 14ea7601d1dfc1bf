package io.pgqueue.internal.store;

import java.sql.PreparedStatement;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.sql.Types;
import java.time.Instant;
import java.time.ZoneOffset;
import java.util.List;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

/** What callers do to schedules, in their transaction. */
public final class ScheduleStore {

    private final Database database;
    private final String now;
    private final String findAll;
    private final String find;
    private final String declaredTimes;
    private final String register;
    private final String save;
    private final String trigger;
    private final String pause;
    private final String resume;
    private final String remove;
    private final String reset;

    public ScheduleStore(Database database) {
        this.database = database;
        this.now = "/* pgqueue:now */ select clock_timestamp() as now";
        this.findAll = database.sql("""
            /* pgqueue:schedules */ select s.*, s.payload::text as payload_text, s.headers::text as headers_text,
                extract(epoch from s.every) * 1000 as every_millis,
                extract(epoch from s.jitter) * 1000 as jitter_millis
            from {schema}.schedules s\
            """);
        this.find = findAll + " where s.name = ?";
        this.declaredTimes = database.sql("""
            /* pgqueue:schedule-times */ select s.declared->>'cron' as cron, s.declared->>'zone' as zone,
                (s.declared->>'every_millis')::bigint as every_millis
            from {schema}.schedule s where s.name = ? and s.declared is not null\
            """);
        // Locks the owner's schedules in the order of their names; those who start with it wait.
        this.register = database.sql("""
            /* pgqueue:register-schedules */ select name, owner
            from {schema}.register_schedules(?, ?, ?, ?, ?, ?)\
            """);
        this.save = database.sql("/* pgqueue:save-schedule */ select {schema}.save_schedule(?, ?, ?, ?)");
        this.trigger = database.sql("""
            /* pgqueue:trigger-schedule */ select kind_id, task_id from {schema}.trigger_schedule(?)\
            """);
        // Each locks one row, which nobody holds for long.
        this.pause = database.sql("/* pgqueue:pause-schedule */ select {schema}.pause_schedule(?)");
        this.resume = database.sql("/* pgqueue:resume-schedule */ select {schema}.resume_schedule(?, ?, ?)");
        this.remove = database.sql("/* pgqueue:remove-schedule */ select {schema}.remove_schedule(?)");
        this.reset = database.sql("/* pgqueue:reset-schedule */ select {schema}.reset_schedule(?, ?)");
    }

    /** The time by the database's clock. */
    public Instant now() {
        return database.query(now, statement -> {}, Rows.single(row -> Rows.required(row, "now")));
    }

    public List<StoredSchedule> findAll() {
        return database.query(findAll + " order by s.name", statement -> {}, Rows.list(ScheduleStore::schedule));
    }

    public Optional<StoredSchedule> find(String name) {
        return database
                .query(find, statement -> statement.setString(1, name), Rows.list(ScheduleStore::schedule))
                .stream()
                .findFirst();
    }

    /** The times that the code declares; empty if it declares none. */
    public Optional<StoredTimes> declaredTimes(String name) {
        return database
                .query(declaredTimes, statement -> statement.setString(1, name), Rows.list(ScheduleStore::times))
                .stream()
                .findFirst();
    }

    /**
     * Makes known what an application declares.
     *
     * @param next the first slots, in the same order
     * @param retire whether what it declared before and no longer does is retired
     * @return those that belong to another application; then nothing was written
     */
    public List<Foreign> register(
            String owner, List<NewSchedule> schedules, List<@Nullable Instant> next, boolean retire) {
        return database.engineQuery(
                register,
                statement -> {
                    statement.setString(1, owner);
                    statement.setBoolean(6, retire);
                    Rows.bindArray(
                            statement,
                            2,
                            "text",
                            schedules.stream().map(NewSchedule::name).toArray(String[]::new));
                    Rows.bindArray(
                            statement,
                            3,
                            "text",
                            schedules.stream().map(NewSchedule::definition).toArray(String[]::new));
                    Rows.bindArray(
                            statement,
                            4,
                            "text",
                            schedules.stream().map(NewSchedule::payload).toArray(String[]::new));
                    Rows.bindArray(
                            statement,
                            5,
                            "timestamptz",
                            next.stream()
                                    .map(slot -> slot == null ? null : slot.toString())
                                    .toArray(String[]::new));
                },
                Rows.list(row -> new Foreign(row.getString(1), row.getString(2))));
    }

    /** Makes a schedule or changes it; {@code next} is its first slot if its times are new. */
    public void save(NewSchedule schedule, @Nullable Instant next) {
        database.query(
                save,
                statement -> {
                    statement.setString(1, schedule.name());
                    statement.setString(2, schedule.definition());
                    statement.setString(3, schedule.payload());
                    bind(statement, 4, next);
                },
                Rows.list(row -> ""));
    }

    /** Adds a task now; empty if there is no such schedule that lives. */
    public Optional<Triggered> trigger(String name) {
        return database
                .query(
                        trigger,
                        statement -> statement.setString(1, name),
                        Rows.list(row -> new Triggered(row.getInt(1), row.getLong(2))))
                .stream()
                .findFirst();
    }

    public boolean pause(String name) {
        return changes(pause, statement -> statement.setString(1, name));
    }

    /** Ends a pause, unless the schedule has another revision by now. */
    public boolean resume(String name, int revision, @Nullable Instant next) {
        return changes(resume, statement -> {
            statement.setString(1, name);
            statement.setInt(2, revision);
            bind(statement, 3, next);
        });
    }

    public boolean remove(String name) {
        return changes(remove, statement -> statement.setString(1, name));
    }

    public boolean reset(String name, @Nullable Instant next) {
        return changes(reset, statement -> {
            statement.setString(1, name);
            bind(statement, 2, next);
        });
    }

    private boolean changes(String sql, Database.Binder binder) {
        return database.query(sql, binder, Rows.single(row -> row.getBoolean(1)));
    }

    private static void bind(PreparedStatement statement, int index, @Nullable Instant time) throws SQLException {
        statement.setObject(index, time == null ? null : time.atOffset(ZoneOffset.UTC), Types.TIMESTAMP_WITH_TIMEZONE);
    }

    private static StoredSchedule schedule(ResultSet row) throws SQLException {
        return new StoredSchedule(
                row.getString("name"),
                row.getString("origin"),
                row.getString("owner"),
                row.getInt("revision"),
                row.getString("kind"),
                times(row),
                row.getString("payload_text"),
                row.getString("headers_text"),
                row.getInt("priority"),
                row.getLong("jitter_millis"),
                row.getString("missed"),
                row.getInt("missed_limit"),
                row.getString("overlap"),
                Rows.instant(row, "next_slot"),
                Rows.instant(row, "last_slot"),
                Rows.instant(row, "last_fired_at"),
                number(row, "last_task"),
                row.getLong("skipped"),
                Rows.instant(row, "paused_at"),
                Rows.instant(row, "retired_at"));
    }

    static StoredTimes times(ResultSet row) throws SQLException {
        return new StoredTimes(row.getString("cron"), row.getString("zone"), number(row, "every_millis"));
    }

    private static @Nullable Long number(ResultSet row, String column) throws SQLException {
        long value = row.getLong(column);
        return row.wasNull() ? null : value;
    }

    /** A schedule of another application's. */
    public record Foreign(String schedule, String owner) {}

    /** A task that was added out of turn. */
    public record Triggered(int kindId, long taskId) {}
}
