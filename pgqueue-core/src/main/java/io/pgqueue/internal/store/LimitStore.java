package io.pgqueue.internal.store;

import io.pgqueue.KindLimits;
import java.sql.PreparedStatement;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.sql.Types;
import java.time.Duration;
import java.util.Map;
import java.util.function.Function;
import org.jspecify.annotations.Nullable;

/** The limits of kinds. */
public final class LimitStore {

    /** What {@link #limits} reads, of rows of kind_limit. */
    static final String COLUMNS = """
            max_running, max_started, extract(epoch from period) * 1000 as millis, partition_max_running,
            partition_max_started, extract(epoch from partition_period) * 1000 as partition_millis
            """;

    private final Database database;
    private final String declare;
    private final String set;
    private final String reset;
    private final String find;

    public LimitStore(Database database) {
        this.database = database;
        // Locks only what differs from what is known: then it waits for the kind's claims, and they for it.
        this.declare = database.sql("""
                /* pgqueue:declare-limits */ select {schema}.declare_limits(
                ?, ?, ?, ?::text[]::interval[], ?, ?, ?::text[]::interval[])""");
        this.set = database.sql("""
                /* pgqueue:set-limits */ select {schema}.set_limits(
                ?, true, ?, ?, ?::interval, ?, ?, ?::interval)""");
        this.reset = database.sql("/* pgqueue:reset-limits */ select {schema}.reset_limits(?)");
        this.find = database.sql("""
                /* pgqueue:limits */ select
                """ + COLUMNS + " from {schema}.limits_of(?)");
    }

    /** Stores what an instance declares for kinds by id. */
    public void declare(Map<Integer, KindLimits> declared) {
        if (declared.isEmpty()) {
            return;
        }
        database.engineQuery(
                declare,
                statement -> {
                    Integer[] kinds = declared.keySet().toArray(Integer[]::new);
                    Rows.bindArray(statement, 1, "int4", kinds);
                    bindColumn(statement, 2, "int4", declared, KindLimits::maxRunning);
                    bindColumn(statement, 3, "int4", declared, KindLimits::maxStarted);
                    bindColumn(statement, 4, "text", declared, limits -> text(limits.period()));
                    bindColumn(statement, 5, "int4", declared, KindLimits::maxRunningPerPartition);
                    bindColumn(statement, 6, "int4", declared, KindLimits::maxStartedPerPartition);
                    bindColumn(statement, 7, "text", declared, limits -> text(limits.periodPerPartition()));
                },
                Rows.list(row -> true));
    }

    /** Sets limits that beat what is declared. */
    public void set(int kindId, KindLimits limits) {
        database.query(
                set,
                statement -> {
                    statement.setInt(1, kindId);
                    statement.setObject(2, limits.maxRunning(), Types.INTEGER);
                    statement.setObject(3, limits.maxStarted(), Types.INTEGER);
                    statement.setString(4, text(limits.period()));
                    statement.setObject(5, limits.maxRunningPerPartition(), Types.INTEGER);
                    statement.setObject(6, limits.maxStartedPerPartition(), Types.INTEGER);
                    statement.setString(7, text(limits.periodPerPartition()));
                },
                Rows.list(row -> true));
    }

    /** Forgets what was set; false if nothing was. */
    public boolean reset(int kindId) {
        return database.query(reset, statement -> statement.setInt(1, kindId), Rows.single(row -> row.getBoolean(1)));
    }

    /** The limits in force. */
    public KindLimits find(int kindId) {
        return database.query(find, statement -> statement.setInt(1, kindId), Rows.single(LimitStore::limits));
    }

    static KindLimits limits(ResultSet row) throws SQLException {
        KindLimits limits = KindLimits.none();
        if (row.getObject("max_running") != null) {
            limits = limits.withMaxRunning(row.getInt("max_running"));
        }
        if (row.getObject("max_started") != null) {
            limits = limits.withMaxStarted(row.getInt("max_started"), Duration.ofMillis(row.getLong("millis")));
        }
        if (row.getObject("partition_max_running") != null) {
            limits = limits.withMaxRunningPerPartition(row.getInt("partition_max_running"));
        }
        if (row.getObject("partition_max_started") != null) {
            limits = limits.withMaxStartedPerPartition(
                    row.getInt("partition_max_started"), Duration.ofMillis(row.getLong("partition_millis")));
        }
        return limits;
    }

    private static void bindColumn(
            PreparedStatement statement,
            int index,
            String type,
            Map<Integer, KindLimits> declared,
            Function<KindLimits, @Nullable Object> value)
            throws SQLException {
        Rows.bindArray(
                statement, index, type, declared.values().stream().map(value).toArray());
    }

    /** Milliseconds, which is what the limits are kept in. */
    private static @Nullable String text(@Nullable Duration period) {
        return period == null ? null : period.toMillis() + " milliseconds";
    }
}
