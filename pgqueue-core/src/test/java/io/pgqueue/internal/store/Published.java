package io.pgqueue.internal.store;

import java.sql.SQLException;
import java.util.List;
import org.jspecify.annotations.Nullable;

/** What the SQL tests do to an outbox. */
final class Published {

    static final long TOKEN = 17;

    private final QueueSession session;

    Published(QueueSession session) {
        this.session = session;
    }

    /** Publishes an event; its id. */
    long publish(String aggregateId) throws SQLException {
        return session.number(
                "select {schema}.publish_events('{order}', array[?], '{order-placed}', '{\"{}\"}', null)", aggregateId);
    }

    /** Milliseconds that the lease is another's; 0 if it is ours. */
    long lease(long token, String time) throws SQLException {
        return session.number(
                "select {schema}.outbox_lease('host-1', ?, ?::interval, interval '72 hours')", token, time);
    }

    /** The ids and attempts of what comes next, and what else was said. */
    Look look(long token, long after, int limit) throws SQLException {
        List<Row> rows = session.query(
                "select * from {schema}.outbox_fetch(?, ?, ?)",
                row -> new Row(
                        row.getObject("id", Long.class),
                        row.getInt("attempt"),
                        row.getObject("last_id", Long.class),
                        row.getLong("settled"),
                        row.getObject("due_millis", Long.class)),
                token,
                after,
                limit);
        Row last = rows.isEmpty() ? null : rows.get(rows.size() - 1);
        return new Look(rows.stream().filter(row -> row.id != null).toList(), last);
    }

    List<Long> ids(long after, int limit) throws SQLException {
        return look(TOKEN, after, limit).ids();
    }

    /** Records that these were sent; the checkpoint, null if it was refused. */
    @Nullable
    Checkpoint sent(long token, Long... ids) throws SQLException {
        return record(token, ids, new Long[0], new Long[0], 0, null);
    }

    /** Records a failure of one, and that others were held up by it. */
    @Nullable
    Checkpoint failed(long id, int attempt, @Nullable Long delay, Long... heldUp) throws SQLException {
        return record(TOKEN, new Long[0], heldUp, new Long[] {id}, attempt, delay);
    }

    private @Nullable Checkpoint record(
            long token, Long[] sent, Long[] heldUp, Long[] failed, int attempt, @Nullable Long delay)
            throws SQLException {
        List<Checkpoint> rows = session.query(
                "select * from {schema}.outbox_record(?, ?::bigint[], ?::bigint[], ?::bigint[], array_fill(?::int, array[?::int]),"
                        + " array_fill(?::bigint, array[?::int]), 10, array_fill('E'::text, array[?::int]),"
                        + " array_fill('it broke'::text, array[?::int]), array_fill(''::text, array[?::int]))",
                row -> new Checkpoint(
                        row.getLong("last_id"), row.getLong("next_xid"), row.getObject("open_id", Long.class)),
                token,
                session.connection().createArrayOf("int8", sent),
                session.connection().createArrayOf("int8", heldUp),
                session.connection().createArrayOf("int8", failed),
                attempt,
                failed.length,
                delay,
                failed.length,
                failed.length,
                failed.length,
                failed.length);
        return rows.isEmpty() ? null : rows.get(0);
    }

    /** A row of what the relay is told; the last one has no id. */
    record Row(
            @Nullable Long id,
            int attempt,
            @Nullable Long lastId,
            long settled,
            @Nullable Long dueMillis) {}

    /** @param last null if the lease is another's */
    record Look(List<Row> events, @Nullable Row last) {
        List<Long> ids() {
            return events.stream().map(Row::id).toList();
        }
    }

    record Checkpoint(long lastId, long nextXid, @Nullable Long openId) {}
}
