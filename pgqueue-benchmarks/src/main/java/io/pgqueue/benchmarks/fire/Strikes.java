package io.pgqueue.benchmarks.fire;

import io.pgqueue.benchmarks.fire.fault.Arena;
import io.pgqueue.benchmarks.fire.fault.Fault;
import io.pgqueue.benchmarks.fire.stage.Fleet;
import io.pgqueue.benchmarks.fire.stage.Stage;
import io.pgqueue.benchmarks.measure.Progress;
import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import java.util.Map;
import java.util.Queue;
import java.util.Random;
import java.util.TreeMap;
import java.util.concurrent.ConcurrentLinkedQueue;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.concurrent.locks.Lock;
import java.util.concurrent.locks.LockSupport;
import java.util.concurrent.locks.ReadWriteLock;
import java.util.concurrent.locks.ReentrantReadWriteLock;
import org.springframework.dao.DataAccessException;

/** Strikes one fault after the other, several at once; those of the whole server come alone. */
final class Strikes {

    private static final int AT_ONCE = 4;
    private static final int MOST_TRIES = 5;
    private static final int TELL_EVERY = 10;
    private static final long BEFORE_NEXT_TRY_NANOS = TimeUnit.SECONDS.toNanos(2);

    private final Stage stage;
    private final Fleet fleet;
    private final Queue<Strike> deck;
    private final Progress progress;
    private final ReadWriteLock server = new ReentrantReadWriteLock(true);
    private final Map<String, Integer> struck = Collections.synchronizedMap(new TreeMap<>());
    private final AtomicInteger done = new AtomicInteger();
    private final int planned;

    private Strikes(Stage stage, Fleet fleet, Queue<Strike> deck, Progress progress) {
        this.stage = stage;
        this.fleet = fleet;
        this.deck = deck;
        this.planned = deck.size();
        this.progress = progress;
    }

    /**
     * Strikes so many faults, each kind about as often as any other, in an order that the seed decides.
     *
     * @param faults to choose from, those that can be done here
     * @return how often each came about
     * @throws Exception if what a fault broke could not be mended
     */
    static Map<String, Integer> strike(Stage stage, Fleet fleet, List<Fault> faults, FirePlan plan, Progress progress)
            throws Exception {
        List<Strike> deck = new ArrayList<>();
        for (int i = 0; i < plan.faults(); i++) {
            deck.add(new Strike(faults.get(i % faults.size()), plan.seed() + i, 1));
        }
        Collections.shuffle(deck, new Random(plan.seed()));
        Strikes strikes = new Strikes(stage, fleet, new ConcurrentLinkedQueue<>(deck), progress);
        faults.forEach(fault -> strikes.struck.put(fault.name(), 0));
        strikes.run();
        return Map.copyOf(strikes.struck);
    }

    private void run() throws Exception {
        ExecutorService strikers = Executors.newFixedThreadPool(AT_ONCE);
        try {
            List<Future<?>> running = new ArrayList<>();
            for (int i = 0; i < AT_ONCE; i++) {
                running.add(strikers.submit(() -> {
                    for (Strike next = deck.poll(); next != null; next = deck.poll()) {
                        strike(next);
                    }
                    return null;
                }));
            }
            for (Future<?> striker : running) {
                striker.get();
            }
        } catch (ExecutionException e) {
            throw e.getCause() instanceof Exception cause ? cause : e;
        } finally {
            deck.clear();
            strikers.shutdownNow();
        }
    }

    private void strike(Strike strike) throws Exception {
        Fault fault = strike.fault;
        Lock lock = fault.isServers() ? server.writeLock() : server.readLock();
        boolean came;
        lock.lock();
        try {
            came = fault.strike(new Arena(stage, fleet, new Random(strike.seed)));
        } catch (DataAccessException e) {
            progress.say(
                    "%s has to wait: %s", fault.name(), e.getMostSpecificCause().toString());
            came = false;
        } finally {
            lock.unlock();
        }
        if (came) {
            struck.merge(fault.name(), 1, Integer::sum);
            int number = done.incrementAndGet();
            if (number % TELL_EVERY == 0) {
                progress.say("%d of %d faults", number, planned);
            }
        } else if (strike.tries < MOST_TRIES) {
            // whom it looked for may be on the way up
            LockSupport.parkNanos(BEFORE_NEXT_TRY_NANOS);
            deck.add(new Strike(fault, strike.seed, strike.tries + 1));
        } else {
            progress.say("%s found nobody to hit", fault.name());
        }
    }

    private record Strike(Fault fault, long seed, int tries) {}
}
