package io.pgqueue.benchmarks.contestant.pgqueue;

import io.pgqueue.benchmarks.contestant.Load;
import io.pgqueue.benchmarks.contestant.Payload;
import java.sql.Connection;
import java.sql.PreparedStatement;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.util.Arrays;
import javax.sql.DataSource;
import org.jspecify.annotations.Nullable;

/** Enqueues by bare JDBC: batches through the schema's function, single tasks by a plain INSERT of one row. */
final class FloorProducer {

    /** As many threads may enqueue side by side. */
    static final int CONNECTIONS = 8;

    private final DataSource pool;
    private final int kind;
    private final Load load;
    private final String note;

    FloorProducer(DataSource pool, int kind, Load load) {
        this.pool = pool;
        this.kind = kind;
        this.load = load;
        this.note = Payload.note(load.payloadBytes());
    }

    void enqueue(int from, int count) throws SQLException {
        try (Connection connection = pool.getConnection()) {
            if (count == 1) {
                insert(connection, from);
            } else {
                call(connection, from, count);
            }
        }
    }

    private void insert(Connection connection, int number) throws SQLException {
        try (PreparedStatement insert = connection.prepareStatement("""
                insert into pgqueue.task (id, created_at, available_at, kind, priority, payload)
                values (nextval('pgqueue.task_id'), now(), now(), ?, 5, ?::jsonb)""")) {
            insert.setInt(1, kind);
            insert.setString(2, json(number));
            insert.executeUpdate();
        }
    }

    private void call(Connection connection, int from, int count) throws SQLException {
        int[] kinds = new int[count];
        Arrays.fill(kinds, kind);
        short[] priorities = new short[count];
        Arrays.fill(priorities, (short) 5);
        String[] payloads = new String[count];
        @Nullable String[] keys = load.keyed() ? new String[count] : null;
        for (int i = 0; i < count; i++) {
            payloads[i] = json(from + i);
            if (keys != null) {
                keys[i] = "order-" + (from + i);
            }
            if (load.priorities() > 1) {
                priorities[i] = (short) ((from + i) % load.priorities());
            }
        }
        try (PreparedStatement enqueue = connection.prepareStatement(
                "select task_id, outcome from pgqueue.enqueue(?, ?, ?, null, ?, null, null, null)")) {
            enqueue.setObject(1, kinds);
            enqueue.setArray(2, keys == null ? null : connection.createArrayOf("text", keys));
            enqueue.setArray(3, connection.createArrayOf("text", payloads));
            enqueue.setObject(4, priorities);
            try (ResultSet rows = enqueue.executeQuery()) {
                while (rows.next()) {
                    rows.getLong(1);
                }
            }
        }
    }

    private String json(int number) {
        return "{\"number\":" + number + ",\"at\":0,\"note\":\"" + note + "\"}";
    }
}
