package io.pgqueue.internal.maintenance;

import io.pgqueue.internal.concurrent.KindTally;
import io.pgqueue.internal.concurrent.KindTally.Event;
import io.pgqueue.internal.concurrent.Tally;
import io.pgqueue.internal.store.KindMinute;
import io.pgqueue.internal.store.ThroughputStore;
import java.time.Duration;
import java.util.ArrayDeque;
import java.util.Deque;
import java.util.EnumMap;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.concurrent.TimeUnit;
import java.util.function.IntSupplier;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;
import org.springframework.dao.DataAccessException;

/**
 * Writes what has happened to tasks on this instance, shortly after each minute and when it stops: one statement, with a
 * row for each kind to which something has, and none if there is none. While the database is away totals are kept in
 * memory, the latest ten thousand rows. An instance that is killed takes those of its last minute along.
 */
public final class MinuteService {

    private static final Logger log = LoggerFactory.getLogger(MinuteService.class);
    private static final long MINUTE_MILLIS = TimeUnit.MINUTES.toMillis(1);
    private static final long GRACE_MILLIS = 1_000;
    private static final int MAX_UNWRITTEN = 10_000;

    private final ThroughputStore store;
    private final Tally tally;
    private final IntSupplier worker;
    private long lastMinute = System.currentTimeMillis() / MINUTE_MILLIS; // by this machine's clock; the caller's alone

    // guarded by this
    private final Map<Integer, Map<Event, Long>> taken = new HashMap<>();
    private final Deque<Unwritten> unwritten = new ArrayDeque<>();
    private long takenAtNanos = System.nanoTime();
    private int lastWorker;

    /** @param worker the id of this instance; 0 while it has none */
    public MinuteService(ThroughputStore store, Tally tally, IntSupplier worker) {
        this.store = store;
        this.tally = tally;
        this.worker = worker;
    }

    /**
     * Writes if a minute has passed since; to be called again after what this returns, shortly after the end of the next
     * minute.
     */
    public Duration runIfDue() {
        long minute = System.currentTimeMillis() / MINUTE_MILLIS;
        if (minute != lastMinute) {
            runOnce();
            lastMinute = minute;
        }
        return Duration.ofMillis((minute + 1) * MINUTE_MILLIS - System.currentTimeMillis() + GRACE_MILLIS);
    }

    /**
     * Writes what is left. What cannot be written in this time is lost: a pool may wait for half a minute before it says
     * that the database is away.
     */
    public void writeLast(Duration timeout) {
        Thread writer = new Thread(this::writeWhatIsLeft, "pgqueue-minute");
        writer.setDaemon(true);
        writer.start();
        try {
            writer.join(Math.max(timeout.toMillis(), 1));
            writer.interrupt();
        } catch (InterruptedException e) {
            writer.interrupt();
            Thread.currentThread().interrupt();
        }
    }

    private void writeWhatIsLeft() {
        try {
            runOnce();
        } catch (DataAccessException e) {
            log.warn("the totals of the last minute by kind are lost", e);
        }
    }

    /** Writes what has happened since the last time; how many rows that were. */
    public synchronized int runOnce() {
        take();
        if (unwritten.isEmpty()) {
            return 0;
        }
        long now = System.nanoTime();
        List<KindMinute> rows = unwritten.stream().map(one -> one.row(now)).toList();
        store.write(lastWorker, rows);
        unwritten.clear();
        return rows.size();
    }

    private void take() {
        int id = worker.getAsInt();
        if (id != 0) {
            lastWorker = id;
        }
        long now = System.nanoTime();
        long middle = takenAtNanos + (now - takenAtNanos) / 2;
        takenAtNanos = now;
        tally.kinds().forEach((kindId, kind) -> {
            Map<Event, Long> sums = new EnumMap<>(Event.class);
            for (Event event : Event.values()) {
                sums.put(event, kind.of(event));
            }
            Map<Event, Long> before = taken.put(kindId, sums);
            if (!sums.equals(before)) {
                unwritten.add(Unwritten.of(kindId, middle, sums, before == null ? Map.of() : before, kind));
            }
        });
        while (unwritten.size() > MAX_UNWRITTEN) {
            unwritten.remove();
        }
    }

    /** A row that is yet to be written, of a time by {@link System#nanoTime}. */
    private record Unwritten(int kindId, long atNanos, Map<Event, Long> since, long waitMillis, long runMillis) {

        static Unwritten of(int kindId, long atNanos, Map<Event, Long> sums, Map<Event, Long> before, KindTally kind) {
            Map<Event, Long> since = new EnumMap<>(Event.class);
            // as whole milliseconds before they are subtracted: so nothing is lost to rounding in the long run
            sums.forEach((event, sum) ->
                    since.put(event, inMillis(event, sum) - inMillis(event, before.getOrDefault(event, 0L))));
            return new Unwritten(
                    kindId,
                    atNanos,
                    since,
                    TimeUnit.MICROSECONDS.toMillis(kind.takeLongestWait()),
                    TimeUnit.MICROSECONDS.toMillis(kind.takeLongestRun()));
        }

        private static long inMillis(Event event, long sum) {
            return event == Event.WAITED_MICROS || event == Event.RAN_MICROS
                    ? TimeUnit.MICROSECONDS.toMillis(sum)
                    : sum;
        }

        KindMinute row(long nowNanos) {
            return new KindMinute(
                    kindId,
                    TimeUnit.NANOSECONDS.toMillis(nowNanos - atNanos),
                    of(Event.ENQUEUED),
                    of(Event.DUPLICATE),
                    of(Event.SUCCEEDED),
                    of(Event.FAILED),
                    of(Event.RETRIED),
                    of(Event.USED_UP),
                    of(Event.CANCELLED),
                    of(Event.ATTEMPT),
                    of(Event.WAITED_MICROS),
                    waitMillis,
                    of(Event.RAN_MICROS),
                    runMillis);
        }

        private long of(Event event) {
            return since.getOrDefault(event, 0L);
        }
    }
}
