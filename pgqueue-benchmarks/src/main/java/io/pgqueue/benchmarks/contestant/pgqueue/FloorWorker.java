package io.pgqueue.benchmarks.contestant.pgqueue;

import java.sql.Connection;
import java.sql.PreparedStatement;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.util.Arrays;
import java.util.concurrent.ThreadLocalRandom;
import java.util.concurrent.atomic.AtomicLong;
import javax.sql.DataSource;

/** One connection of the floor: claims a batch, completes it, and so on, until it finds nothing or is interrupted. */
final class FloorWorker implements Runnable {

    static final int BATCH = 500;

    private static final int PRIORITIES = 10;

    private final DataSource pool;
    private final int worker;
    private final int kind;
    private final boolean keep;
    private final AtomicLong handled;
    private final String[] cursor = new String[PRIORITIES];

    FloorWorker(DataSource pool, int worker, int kind, boolean keep, AtomicLong handled) {
        this.pool = pool;
        this.worker = worker;
        this.kind = kind;
        this.keep = keep;
        this.handled = handled;
    }

    @Override
    public void run() {
        try (Connection connection = pool.getConnection();
                PreparedStatement claim = connection.prepareStatement("""
                        select id, attempt, priority, available_at, payload
                        from pgqueue.claim(?, ?, ?, ?, ?::timestamptz[])""");
                PreparedStatement complete =
                        connection.prepareStatement("select pgqueue.complete(?, ?, ?, ?, null, ?)")) {
            drain(claim, complete);
        } catch (SQLException e) {
            throw new IllegalStateException("the floor failed", e);
        }
    }

    private void drain(PreparedStatement claim, PreparedStatement complete) throws SQLException {
        boolean fromCursor = false;
        while (!Thread.currentThread().isInterrupted()) {
            Batch batch = claim(claim, fromCursor);
            if (batch.size > 0) {
                complete(complete, batch);
                handled.addAndGet(batch.size);
            } else if (!fromCursor) {
                return;
            }
            // what others had locked is behind the cursor: the end is looked for from the start
            fromCursor = batch.size == BATCH;
        }
    }

    private Batch claim(PreparedStatement claim, boolean fromCursor) throws SQLException {
        Batch batch = new Batch();
        claim.setInt(1, worker);
        claim.setLong(2, batch.token);
        claim.setObject(3, new int[] {kind});
        claim.setObject(4, new int[] {BATCH});
        claim.setArray(5, claim.getConnection().createArrayOf("text", fromCursor ? cursor : new String[PRIORITIES]));
        try (ResultSet rows = claim.executeQuery()) {
            while (rows.next()) {
                batch.add(rows.getLong(1), rows.getInt(2));
                cursor[rows.getInt(3)] = rows.getString(4);
                rows.getString(5);
            }
        }
        return batch;
    }

    private void complete(PreparedStatement complete, Batch batch) throws SQLException {
        long[] tokens = new long[batch.size];
        Arrays.fill(tokens, batch.token);
        Boolean[] kept = new Boolean[batch.size];
        Arrays.fill(kept, keep);
        complete.setInt(1, worker);
        complete.setObject(2, Arrays.copyOf(batch.ids, batch.size));
        complete.setObject(3, Arrays.copyOf(batch.attempts, batch.size));
        complete.setObject(4, tokens);
        complete.setArray(5, complete.getConnection().createArrayOf("bool", kept));
        try (ResultSet done = complete.executeQuery()) {
            int count = 0;
            while (done.next()) {
                count++;
            }
            if (count != batch.size) {
                throw new IllegalStateException(count + " of " + batch.size + " tasks were completed");
            }
        }
    }

    /** What one claim took. */
    private static final class Batch {
        final long token = ThreadLocalRandom.current().nextLong();
        final long[] ids = new long[BATCH];
        final int[] attempts = new int[BATCH];
        int size;

        void add(long id, int attempt) {
            ids[size] = id;
            attempts[size] = attempt;
            size++;
        }
    }
}
