package io.pgqueue.internal.outbox;

import io.pgqueue.internal.concurrent.Loop;
import io.pgqueue.internal.store.RelayStore;
import java.time.Duration;
import java.util.concurrent.ThreadLocalRandom;
import java.util.concurrent.TimeUnit;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;
import org.springframework.dao.DataAccessException;

/**
 * The lease that lets one instance of all send. It lasts ten seconds by the database's clock, and is prolonged every
 * three by a loop of its own, so that a slow sink does not lose it. Who does not have it looks every two seconds whether
 * its time is up. {@link #term} may be called by anybody.
 */
final class RelayLease {

    private static final Logger log = LoggerFactory.getLogger(RelayLease.class);
    private static final Duration TIME = Duration.ofSeconds(10);
    private static final Duration PROLONG_EVERY = Duration.ofSeconds(3);
    private static final Duration LOOK_EVERY = Duration.ofSeconds(2);
    private static final long SHORTEST_LOOK_NANOS = TimeUnit.SECONDS.toNanos(1);

    private final RelayStore store;
    private final String worker;
    private final Duration sentTtl;
    private final Runnable taken;
    private final Loop loop = new Loop("pgqueue-outbox-lease", "holding the lease of the outbox", log, this::runOnce);

    private volatile @Nullable Term term; // written by the loop, and by the relay that was refused
    private volatile long lookedAtNanos = System.nanoTime() - SHORTEST_LOOK_NANOS; // written by the loop

    /**
     * A lease that is yet to be taken.
     *
     * @param taken run when it is held that was not
     */
    RelayLease(RelayStore store, String worker, Duration sentTtl, Runnable taken) {
        this.store = store;
        this.worker = worker;
        this.sentTtl = sentTtl;
        this.taken = taken;
    }

    void start() {
        loop.start();
    }

    /** The present term; null while another instance has the lease, or nobody. */
    @Nullable
    Term term() {
        Term present = term;
        return present != null && present.isHeld() ? present : null;
    }

    /** Another instance may have given it back: looks, unless that was done within a second. */
    void mayBeFree() {
        if (term == null && System.nanoTime() - lookedAtNanos >= SHORTEST_LOOK_NANOS) {
            loop.wake();
        }
    }

    /** The database says that a term is over. */
    void refused(Term over) {
        if (over.end() && term == over) {
            term = null;
            log.warn("the lease of the outbox went to another instance; nothing more is sent from here");
        }
    }

    /** What the last round failed of; null if it did not. */
    @Nullable
    String lastError() {
        return loop.outage().lastError();
    }

    /** Gives it back; to be called when nothing is sent any more. Returns whether it was held. */
    boolean stop(Duration timeout) {
        loop.stop(timeout);
        Term last = term;
        term = null;
        if (last == null || !last.end() || lastError() != null) {
            return false;
        }
        try {
            return store.release(last.token());
        } catch (DataAccessException e) {
            log.warn("the lease of the outbox could not be given back; another instance takes it in ten seconds", e);
            return false;
        }
    }

    Duration runOnce() {
        Term present = term;
        long askedAt = System.nanoTime();
        lookedAtNanos = askedAt;
        long token = present == null ? newToken() : present.token();
        long othersMillis = store.lease(worker, token, TIME, sentTtl);
        if (othersMillis > 0) {
            if (present != null) {
                refused(present);
            }
            Duration left = Duration.ofMillis(othersMillis);
            return left.compareTo(LOOK_EVERY) < 0 ? left : LOOK_EVERY;
        }
        boolean wasHeld = present != null && present.isHeld();
        Term next = present == null ? new Term(token) : present;
        next.prolong(askedAt + TIME.toNanos());
        term = next;
        if (!wasHeld) {
            log.info("this instance sends the events of the outbox");
            taken.run();
        }
        return PROLONG_EVERY;
    }

    private static long newToken() {
        return ThreadLocalRandom.current().nextLong(1, Long.MAX_VALUE);
    }

    /** One time of holding the lease, from the moment it is taken to its end. */
    static final class Term {
        private final long token;
        private volatile long endsAtNanos = System.nanoTime(); // written by the lease's loop
        private volatile boolean ended; // written by end()

        Term(long token) {
            this.token = token;
        }

        /** Names it in the database. */
        long token() {
            return token;
        }

        /** Whether no other instance can have the lease: it was prolonged less than ten seconds ago. */
        boolean isHeld() {
            return !ended && endsAtNanos - System.nanoTime() > 0;
        }

        private void prolong(long untilNanos) {
            endsAtNanos = untilNanos;
        }

        /** Whether it had not ended before. */
        private synchronized boolean end() {
            boolean first = !ended;
            ended = true;
            return first;
        }
    }
}
