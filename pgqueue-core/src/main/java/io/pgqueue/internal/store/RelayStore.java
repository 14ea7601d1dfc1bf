package io.pgqueue.internal.store;

import io.pgqueue.internal.store.Outcome.KeptError;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.OptionalLong;
import java.util.function.Function;
import org.jspecify.annotations.Nullable;

/** What a relay does in the database: its lease, and what it sends. All but the taking of the lease is fenced by it. */
public final class RelayStore {

    private static final int MAX_ERRORS = 10;

    private final Database database;
    private final String lease;
    private final String release;
    private final String fetch;
    private final String record;

    public RelayStore(Database database) {
        this.database = database;
        // Writes the one row of the lease if it is ours or free, and else reads it.
        this.lease = database.sql("""
                /* pgqueue:outbox-lease */ select {schema}.outbox_lease(?, ?, ?::interval, ?::interval)""");
        this.release = database.sql("/* pgqueue:outbox-release */ select {schema}.outbox_release(?)");
        // Takes the lock of the outbox only if it has events to park.
        this.fetch = database.sql("/* pgqueue:outbox-fetch */ select * from {schema}.outbox_fetch(?, ?, ?)");
        // Takes the lock of the outbox, which those take who skip or resend, and shares the lease's.
        this.record = database.sql("""
                /* pgqueue:outbox-record */ select * from {schema}.outbox_record(?, ?, ?, ?, ?, ?, ?, ?, ?, ?)""");
    }

    /** Takes or prolongs the lease; 0 if it is ours now, else for how many milliseconds it is somebody else's. */
    public long lease(String worker, long token, Duration time, Duration sentTtl) {
        return database.engineQuery(
                lease,
                statement -> {
                    statement.setString(1, worker);
                    statement.setLong(2, token);
                    statement.setString(3, time.toString());
                    statement.setString(4, sentTtl.toString());
                },
                Rows.single(row -> row.getLong(1)));
    }

    /** Gives the lease back; whether it was ours. */
    public boolean release(long token) {
        return database.engineQuery(
                release, statement -> statement.setLong(1, token), Rows.single(row -> row.getBoolean(1)));
    }

    /** What comes next behind an id; empty if the lease is another's. */
    public Optional<Fetched> fetch(long token, long after, int limit) {
        return database.engineQuery(
                fetch,
                statement -> {
                    statement.setLong(1, token);
                    statement.setLong(2, after);
                    statement.setInt(3, limit);
                },
                rows -> {
                    List<StoredEvent> events = new ArrayList<>();
                    Fetched fetched = null;
                    while (rows.next()) {
                        long id = rows.getLong("id");
                        if (rows.wasNull()) {
                            fetched = new Fetched(
                                    events,
                                    rows.getLong("settled"),
                                    optional(rows, "last_id"),
                                    optional(rows, "due_millis"));
                        } else {
                            events.add(event(id, rows));
                        }
                    }
                    return Optional.ofNullable(fetched);
                });
    }

    /** Writes what became of events; empty if the lease is another's, and then nothing was written. */
    public Optional<Checkpoint> record(long token, Sent outcome) {
        List<FailedEvent> failed = outcome.failed();
        return database
                .engineQuery(
                        record,
                        statement -> {
                            statement.setLong(1, token);
                            Rows.bindArray(statement, 2, "int8", longs(outcome.sent()));
                            Rows.bindArray(statement, 3, "int8", longs(outcome.heldUp()));
                            Rows.bindArray(
                                    statement,
                                    4,
                                    "int8",
                                    failed.stream().mapToLong(FailedEvent::id).toArray());
                            Rows.bindArray(
                                    statement,
                                    5,
                                    "int4",
                                    failed.stream()
                                            .mapToInt(FailedEvent::attempt)
                                            .toArray());
                            Rows.bindArray(
                                    statement,
                                    6,
                                    "int8",
                                    failed.stream()
                                            .map(FailedEvent::delayMillis)
                                            .toArray(Long[]::new));
                            statement.setInt(7, MAX_ERRORS);
                            Rows.bindArray(statement, 8, "text", texts(failed, KeptError::type));
                            Rows.bindArray(statement, 9, "text", texts(failed, KeptError::message));
                            Rows.bindArray(statement, 10, "text", texts(failed, KeptError::stackTrace));
                        },
                        Rows.list(row -> new Checkpoint(
                                row.getLong("last_id"), row.getLong("next_xid"), optional(row, "open_id"))))
                .stream()
                .findFirst();
    }

    private static @Nullable Object[] texts(List<FailedEvent> failed, Function<KeptError, @Nullable String> text) {
        return failed.stream().map(event -> text.apply(event.error())).toArray(String[]::new);
    }

    private static long[] longs(List<Long> ids) {
        return ids.stream().mapToLong(Long::longValue).toArray();
    }

    private static OptionalLong optional(ResultSet row, String column) throws SQLException {
        long value = row.getLong(column);
        return row.wasNull() ? OptionalLong.empty() : OptionalLong.of(value);
    }

    private static StoredEvent event(long id, ResultSet row) throws SQLException {
        return new StoredEvent(
                id,
                Rows.required(row, "created_at"),
                row.getString("aggregate_type"),
                row.getString("aggregate_id"),
                row.getString("event_type"),
                row.getString("payload"),
                row.getString("headers"),
                row.getInt("attempt"));
    }

    /**
     * Events to send, in this order.
     *
     * @param settled below this xid no transaction runs any more
     * @param lastId the last event that was looked at; empty if there is none behind
     * @param dueMillis until an aggregate is to be tried again; empty if none is
     */
    public record Fetched(List<StoredEvent> events, long settled, OptionalLong lastId, OptionalLong dueMillis) {}

    /**
     * An event as it is stored.
     *
     * @param headers JSON object
     */
    public record StoredEvent(
            long id,
            Instant createdAt,
            String aggregateType,
            String aggregateId,
            String eventType,
            @Nullable String payload,
            @Nullable String headers,
            int attempt) {}

    /**
     * An event that could not be sent.
     *
     * @param delayMillis until the next attempt; null if there is none
     */
    public record FailedEvent(
            long id, int attempt, @Nullable Long delayMillis, KeptError error) {}

    /**
     * What became of a batch; ids of events.
     *
     * @param heldUp those that were not sent, since an earlier one of their aggregate failed
     */
    public record Sent(List<Long> sent, List<Long> heldUp, List<FailedEvent> failed) {

        /** Whether there is nothing to write. */
        public boolean isEmpty() {
            return sent.isEmpty() && failed.isEmpty();
        }
    }

    /**
     * What is known of the sequence of ids.
     *
     * @param lastId each id up to it is that of a transaction whose xid is below {@code nextXid}; 0 if nothing is known
     * @param openId the first event that was neither sent nor parked; empty if there is none
     */
    public record Checkpoint(long lastId, long nextXid, OptionalLong openId) {}
}
