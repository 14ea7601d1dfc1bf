package io.pgqueue.benchmarks.contestant.pgqueue;

import com.zaxxer.hikari.HikariDataSource;
import io.pgqueue.benchmarks.contestant.Contestant;
import io.pgqueue.benchmarks.contestant.Deal;
import io.pgqueue.benchmarks.contestant.Load;
import io.pgqueue.benchmarks.server.BenchDatabase;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.concurrent.atomic.AtomicLong;
import org.jspecify.annotations.Nullable;

/**
 * The most that pgqueue's schema can do: its own functions, called by bare JDBC in batches, each connection by a thread
 * of its own that claims and completes in turn. No handlers, no JSON, no Spring, nobody watches.
 */
public final class FloorContestant implements Contestant {

    /** As many as pgqueue uses in a drain: for claims, for outcomes, and its control session. */
    private static final int CONNECTIONS = 3;

    private final BenchDatabase database;
    private final boolean keep;
    private final AtomicLong handled = new AtomicLong();
    private final List<Thread> threads = new ArrayList<>();
    private @Nullable HikariDataSource pool;

    /**
     * A floor that is yet to be installed.
     *
     * @param keep whether tasks that are done are kept
     */
    public FloorContestant(BenchDatabase database, boolean keep) {
        this.database = database;
        this.keep = keep;
    }

    @Override
    public String configuration() {
        return "bare JDBC, " + CONNECTIONS + " connections, claims and completes " + FloorWorker.BATCH + " at once"
                + (keep ? ", keeps closed tasks" : "");
    }

    @Override
    public void install() {
        BenchApplication.start(database, Map.of()).close();
        pool = database.pool(Math.max(CONNECTIONS, FloorProducer.CONNECTIONS));
    }

    @Override
    public void enqueue(Load load) throws Exception {
        FloorProducer producer = new FloorProducer(pool(), kind(), load);
        Deal.run(load, producer::enqueue);
    }

    @Override
    public void start() throws Exception {
        int kind = kind();
        long worker = database.number("select pgqueue.register_worker('floor', '0', false)");
        for (int i = 0; i < CONNECTIONS; i++) {
            Thread thread = new Thread(new FloorWorker(pool(), (int) worker, kind, keep, handled), "floor-" + i);
            threads.add(thread);
            thread.start();
        }
    }

    @Override
    public void stop() throws InterruptedException {
        for (Thread thread : threads) {
            thread.interrupt();
            thread.join();
        }
        threads.clear();
    }

    @Override
    public long handled() {
        return handled.get();
    }

    @Override
    public long remaining() throws Exception {
        return Tables.remaining(database);
    }

    @Override
    public void reset() throws Exception {
        handled.set(0);
        Tables.reset(database);
    }

    @Override
    public void close() {
        if (pool != null) {
            pool.close();
        }
    }

    private int kind() throws Exception {
        return (int) database.number("select id from pgqueue.kind where name = '" + CountingHandler.KIND + "'");
    }

    private HikariDataSource pool() {
        if (pool == null) {
            throw new IllegalStateException("not installed");
        }
        return pool;
    }
}
