package io.pgqueue.internal.store;

import java.sql.Types;
import java.time.Duration;
import java.util.Map;
import java.util.stream.Collectors;
import org.jspecify.annotations.Nullable;

/** Pauses kinds, and sets at run time what their instances go by; in the caller's transaction. */
public final class OverrideStore {

    /** Read by each instance with its beats, and when it hears that something was set. */
    static final String FIND =
            "/* pgqueue:overrides */ select kind, worker_count, terminal_ttl from {schema}.overrides()";

    private final Database database;
    private final String pause;
    private final String setWorkerCount;
    private final String setTerminalTtl;

    public OverrideStore(Database database) {
        this.database = database;
        // Each locks the kind's row if there is anything to change. It is not what claims lock.
        this.pause = database.sql("/* pgqueue:pause */ select {schema}.pause_kind(?, ?)");
        this.setWorkerCount = database.sql("/* pgqueue:set-worker-count */ select {schema}.set_worker_count(?, ?)");
        this.setTerminalTtl =
                database.sql("/* pgqueue:set-terminal-ttl */ select {schema}.set_terminal_ttl(?, ?::interval)");
    }

    /** Pauses or resumes a kind everywhere; false if it was so already. */
    public boolean setPaused(String kind, boolean paused) {
        return change(pause, kind, paused, Types.BOOLEAN);
    }

    /** Sets a worker count; null goes back to what instances say. False if that changed nothing. */
    public boolean setWorkerCount(String kind, @Nullable Integer workerCount) {
        return change(setWorkerCount, kind, workerCount, Types.INTEGER);
    }

    /** Sets a terminal TTL; null goes back to what instances say. False if that changed nothing. */
    public boolean setTerminalTtl(String kind, @Nullable Duration terminalTtl) {
        String millis = terminalTtl == null ? null : terminalTtl.toMillis() + " milliseconds";
        return change(setTerminalTtl, kind, millis, Types.VARCHAR);
    }

    private boolean change(String sql, String kind, @Nullable Object value, int type) {
        return database.query(
                sql,
                statement -> {
                    statement.setString(1, kind);
                    statement.setObject(2, value, type);
                },
                Rows.single(row -> row.getBoolean(1)));
    }

    static Database.RowsReader<Map<Integer, KindOverride>> byKind() {
        return rows -> Rows.list(row -> {
                    Long ttl = row.getObject("terminal_ttl", Long.class);
                    return Map.entry(
                            row.getInt("kind"),
                            new KindOverride(
                                    row.getObject("worker_count", Integer.class),
                                    ttl == null ? null : Duration.ofMillis(ttl)));
                })
                .read(rows)
                .stream()
                .collect(Collectors.toMap(Map.Entry::getKey, Map.Entry::getValue));
    }
}
