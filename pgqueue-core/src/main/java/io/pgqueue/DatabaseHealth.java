package io.pgqueue;

import java.time.Duration;
import java.time.Instant;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * How a database is doing, as far as a queue depends on it.
 *
 * @param readAt by the database's clock
 * @param notifyQueueUsage share of the queue of notifications that is in use, 0 to 1; NOTIFY fails where it is full
 * @param connectionsUsed sessions on the whole server, of its clients and of itself
 * @param connectionsMax of {@code max_connections}
 * @param oldestTransaction age of the oldest transaction id of this database, in transactions; the server refuses writes
 *     at about 2.1 billion
 * @param horizon what keeps vacuum from removing dead rows, those first that hold back most; at most 50
 * @param tables of the queue, the largest first
 */
public record DatabaseHealth(
        Instant readAt,
        double notifyQueueUsage,
        int connectionsUsed,
        int connectionsMax,
        long oldestTransaction,
        List<HorizonHolder> horizon,
        List<TableHealth> tables) {

    public DatabaseHealth {
        horizon = List.copyOf(horizon);
        tables = List.copyOf(tables);
    }

    /**
     * What keeps dead rows from being removed that died after it began.
     *
     * @param pid of the session, of the one that sends to the standby, or of the one that uses the slot; null if there is none
     * @param name the session's or the standby's application, the prepared transaction's id or the slot's name; may be empty
     * @param user null for a slot
     * @param state as {@code pg_stat_activity} has it, or {@code prepared}, {@code active} or {@code inactive}
     * @param age since when its transaction is open; null for a standby and a slot
     * @param transactions how many transactions have begun since
     * @param tag the tag of our statement that it runs, or ran last, such as {@code pgqueue:claim}; null if it is none of ours
     */
    public record HorizonHolder(
            Type type,
            @Nullable Integer pid,
            String name,
            @Nullable String user,
            @Nullable String state,
            @Nullable Duration age,
            long transactions,
            @Nullable String tag) {

        /** What it is. */
        public enum Type {
            SESSION,
            PREPARED,

            /** Without a slot, and with {@code hot_standby_feedback}: a query on it still needs old rows. */
            STANDBY,

            SLOT
        }
    }

    /**
     * A table.
     *
     * @param bytes with its indexes and what is stored apart
     * @param lastAutovacuum null if there was none since statistics were reset
     * @param lastAutoanalyze likewise
     */
    public record TableHealth(
            String name,
            long liveTuples,
            long deadTuples,
            long bytes,
            @Nullable Instant lastAutovacuum,
            @Nullable Instant lastAutoanalyze) {}
}
