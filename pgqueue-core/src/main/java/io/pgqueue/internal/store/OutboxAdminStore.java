package io.pgqueue.internal.store;

import io.pgqueue.TaskError;
import io.pgqueue.outbox.BlockedAggregate;
import io.pgqueue.outbox.OutboxAdmin.OutboxCounts;
import io.pgqueue.outbox.OutboxEventInfo;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.time.Instant;
import java.time.OffsetDateTime;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Objects;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

/** What operators see of the outbox and do to it, in the caller's transaction. */
public final class OutboxAdminStore {

    private final Database database;
    private final String blocked;
    private final String errors;
    private final String find;
    private final String counts;
    private final String skip;
    private final String resend;

    public OutboxAdminStore(Database database) {
        this.database = database;
        this.blocked = database.sql("""
                /* pgqueue:outbox-blocked */ select b.aggregate_type, b.aggregate_id, b.event_id, b.attempts,
                    b.next_attempt_at, b.blocked_since,
                    (select o.event_type from {schema}.outbox o where o.id = b.event_id) as event_type
                from {schema}.outbox_block b where b.attempts > 0 order by b.blocked_since, b.event_id limit ?""");
        this.errors = database.sql("""
                /* pgqueue:outbox-errors */ select b.event_id, e.* from {schema}.outbox_block b,
                    jsonb_to_recordset(b.errors) as e(attempt int, at timestamptz, worker text, type text, message text,
                                                      "stackTrace" text)
                where b.event_id = any(?)""");
        this.find = database.sql("""
                /* pgqueue:outbox-find */ select e.*, e.payload::text as payload_text,
                    array(select key from jsonb_each_text(e.headers) order by key) as header_names,
                    array(select value from jsonb_each_text(e.headers) order by key) as header_values
                from (select id, created_at, aggregate_type, aggregate_id, event_type, payload, headers,
                             case when parked then 'parked' else 'waiting' end as state, null::timestamptz as ended_at,
                             null as skipped_by, null as skip_reason
                      from {schema}.outbox
                      union all
                      select id, created_at, aggregate_type, aggregate_id, event_type, payload, headers,
                             case when skipped_by is null then 'sent' else 'skipped' end, sent_at, skipped_by, skip_reason
                      from {schema}.outbox_sent) e
                where e.id = ?""");
        this.counts = database.sql("/* pgqueue:outbox-counts */ select * from {schema}.outbox_count");
        // These take the lock of the outbox, which the relay needs to record.
        this.skip = database.sql("/* pgqueue:outbox-skip */ select {schema}.skip_event(?, ?, ?)");
        this.resend = database.sql("/* pgqueue:outbox-resend */ select {schema}.resend_event(?)");
    }

    /** Aggregates of which an event failed, with its errors. */
    public List<BlockedAggregate> blocked(int limit) {
        List<BlockedAggregate> found = database.query(
                blocked, statement -> statement.setInt(1, limit), Rows.list(row -> blocked(row, List.of())));
        long[] ids = found.stream().mapToLong(BlockedAggregate::eventId).toArray();
        Map<Long, List<TaskError>> all = new HashMap<>();
        database.query(errors, statement -> Rows.bindArray(statement, 1, "int8", ids), rows -> {
            while (rows.next()) {
                all.computeIfAbsent(rows.getLong("event_id"), id -> new ArrayList<>())
                        .add(TaskReader.error(rows));
            }
            return all;
        });
        return found.stream()
                .map(block -> new BlockedAggregate(
                        block.aggregateType(),
                        block.aggregateId(),
                        block.eventId(),
                        block.eventType(),
                        block.attempts(),
                        block.nextAttemptAt(),
                        block.blockedSince(),
                        List.copyOf(all.getOrDefault(block.eventId(), List.of()))))
                .toList();
    }

    public Optional<OutboxEventInfo> find(long eventId) {
        return database
                .query(find, statement -> statement.setLong(1, eventId), Rows.list(OutboxAdminStore::event))
                .stream()
                .findFirst();
    }

    /** As they were sampled last. */
    public Optional<OutboxCounts> counts() {
        return database
                .query(
                        counts,
                        statement -> {},
                        Rows.list(row -> new OutboxCounts(
                                row.getLong("unsent"),
                                row.getLong("parked"),
                                row.getLong("blocked"),
                                row.getLong("given_up"),
                                Rows.instant(row, "oldest"),
                                Rows.required(row, "sampled_at"))))
                .stream()
                .findFirst();
    }

    public boolean skip(long eventId, String by, String reason) {
        return database.query(
                skip,
                statement -> {
                    statement.setLong(1, eventId);
                    statement.setString(2, by);
                    statement.setString(3, reason);
                },
                Rows.single(row -> row.getBoolean(1)));
    }

    public boolean resend(long eventId) {
        return database.query(
                resend, statement -> statement.setLong(1, eventId), Rows.single(row -> row.getBoolean(1)));
    }

    private static BlockedAggregate blocked(ResultSet row, List<TaskError> errors) throws SQLException {
        return new BlockedAggregate(
                row.getString("aggregate_type"),
                row.getString("aggregate_id"),
                row.getLong("event_id"),
                Objects.requireNonNullElse(row.getString("event_type"), ""),
                row.getInt("attempts"),
                nextAttempt(row),
                Rows.required(row, "blocked_since"),
                errors);
    }

    /** Infinity is none. */
    private static @Nullable Instant nextAttempt(ResultSet row) throws SQLException {
        return row.getObject("next_attempt_at", OffsetDateTime.class).equals(OffsetDateTime.MAX)
                ? null
                : Rows.instant(row, "next_attempt_at");
    }

    private static OutboxEventInfo event(ResultSet row) throws SQLException {
        return new OutboxEventInfo(
                row.getLong("id"),
                row.getString("aggregate_type"),
                row.getString("aggregate_id"),
                row.getString("event_type"),
                OutboxEventInfo.State.valueOf(row.getString("state").toUpperCase(Locale.ROOT)),
                row.getString("payload_text"),
                TaskReader.headers(row.getArray("header_names"), row.getArray("header_values")),
                Rows.required(row, "created_at"),
                Rows.instant(row, "ended_at"),
                row.getString("skipped_by"),
                row.getString("skip_reason"));
    }
}
