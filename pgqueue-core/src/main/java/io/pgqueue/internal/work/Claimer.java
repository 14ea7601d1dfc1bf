package io.pgqueue.internal.work;

import io.pgqueue.internal.concurrent.Loop;
import io.pgqueue.internal.store.ClaimAnswer;
import io.pgqueue.internal.store.ClaimRequest;
import io.pgqueue.internal.store.ClaimStore;
import io.pgqueue.internal.store.ClaimStore.WorkerGoneException;
import io.pgqueue.internal.store.ClaimedTask;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.OptionalLong;
import java.util.concurrent.TimeUnit;
import java.util.function.BooleanSupplier;
import java.util.function.IntSupplier;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Claims tasks for all kinds of this instance in one loop: one statement for however many kinds, as many tasks as the
 * workers can take. Sleeps until it is woken, until the next deferred task is due, or until it is time to poll.
 */
final class Claimer {

    private static final Logger log = LoggerFactory.getLogger(Claimer.class);
    private static final int MAX_UNRECORDED = 10_000;
    private static final int FOLLOWERS = 30;
    private static final long TICK_NANOS = TimeUnit.SECONDS.toNanos(1);

    private final ClaimStore store;
    private final UnansweredClaim unanswered; // the loop's alone
    private final TaskReturns returns;
    private final Listeners listeners;
    private final List<KindWorkers> kinds;
    private final Membership membership;
    private final IntSupplier unrecorded;
    private final NextLook nextLook;
    private final ClaimCursors cursors = new ClaimCursors();
    private final Loop loop;
    private final long originNanos = System.nanoTime();
    private volatile @Nullable Instant lastClaimAt; // written by the loop
    private volatile boolean news = true; // raised by anybody, lowered by the loop
    private volatile boolean tickNow; // raised by anybody, lowered by the loop
    private volatile boolean wanted = true; // a look before its time; raised by anybody, lowered by the loop

    // the loop's alone
    private int rotation;
    private long nextTickNanos;
    private long nextLookNanos;
    private long claimBegunNanos;
    private boolean quiet; // the last claim found nothing: until there is news, a look that locks nothing will do

    Claimer(
            Parts parts,
            List<KindWorkers> kinds,
            Membership membership,
            BooleanSupplier listening,
            IntSupplier unrecorded) {
        this.store = parts.claims();
        this.unanswered = new UnansweredClaim(store);
        this.returns = parts.returns();
        this.listeners = parts.listeners();
        this.kinds = kinds;
        this.membership = membership;
        this.nextLook = new NextLook(kinds, listening);
        this.unrecorded = unrecorded;
        this.loop = new Loop("pgqueue-claim", "claiming tasks", log, this::runOnce);
    }

    void start() {
        loop.start();
    }

    boolean stop(Duration timeout) {
        return loop.stop(timeout);
    }

    /** Somebody has added tasks, or may have. */
    void newsArrived() {
        news();
        loop.wake();
    }

    /** A worker could do with more tasks. */
    void runningLow() {
        wanted = true;
        loop.wake();
    }

    /** Worker counts may be others now. */
    void workersChanged() {
        tickNow = true;
        loop.wake();
    }

    /** A task of this instance is to run again after a while. */
    void dueIn(long millis) {
        if (nextLook.dueIn(now(), millis)) {
            wanted = true;
            loop.wake();
        }
    }

    /** Tasks were claimed that must not begin. */
    void giveBackSoon(List<ClaimedTask> tasks) {
        if (!tasks.isEmpty()) {
            returns.queue(tasks);
            wanted = true;
            loop.wake();
        }
    }

    /** What is still to be given back after the stop. */
    List<ClaimedTask> left() {
        return returns.queued();
    }

    /** When a claim was last answered; null if none has been. */
    @Nullable
    Instant lastClaimAt() {
        return lastClaimAt;
    }

    /** What the last claim failed of; null if it did not. */
    @Nullable
    String lastError() {
        return loop.outage().lastError();
    }

    private Duration runOnce() {
        tick();
        long early = nextLookNanos - now();
        if (!wanted && early > 0) {
            return Duration.ofNanos(Math.min(early, TICK_NANOS));
        }
        wanted = false;
        try {
            returns.returnQueued();
            long wait = look().toNanos();
            nextLookNanos = now() + wait;
            return Duration.ofNanos(Math.min(wait, TICK_NANOS));
        } catch (RuntimeException e) {
            news();
            throw e;
        }
    }

    /** Claims if there is room, and returns how long to wait if nobody asks for another look before. */
    private Duration look() {
        int worker = membership.workerId();
        Room room = room();
        if (worker == 0 || room.isEmpty()) {
            return Duration.ofNanos(TICK_NANOS);
        }
        unanswered.release();
        long now = now();
        boolean hadNews = nextLook.takeDue(now) || news;
        boolean sweep = cursors.isSweepDue(now) || (hadNews && cursors.untilSweepMay(now) <= 0);
        news = false;
        if (quiet && !hadNews) {
            OptionalLong due = store.nextDue(room.ids, ClaimStore.EVER);
            if (due.isEmpty() || due.getAsLong() > 0) {
                lastClaimAt = Instant.now();
                return nextLook.wait(now(), due);
            }
        }
        try {
            boolean more = claim(worker, room, sweep);
            lastClaimAt = Instant.now();
            return more ? Duration.ZERO : afterClaim(room, sweep);
        } catch (WorkerGoneException e) {
            unanswered.answered();
            log.warn("{}", e.getMessage());
            membership.doubt();
            return Duration.ofNanos(TICK_NANOS);
        }
    }

    /** Claims once; returns whether some kind got as much as it could take, so that there is likely more. */
    private boolean claim(int worker, Room room, boolean sweep) {
        long begun = now();
        claimBegunNanos = begun;
        ClaimAnswer claimed = store.claim(
                worker,
                unanswered.send(worker),
                new ClaimRequest(room.ids, room.capacities, room.free, cursors.of(room.ids, sweep), FOLLOWERS));
        unanswered.answered();
        long ended = now();
        if (sweep) {
            cursors.swept(ended - begun, ended);
        }
        cursors.advance(claimed);
        quiet = sweep && claimed.isEmpty();
        if (!claimed.isEmpty()) {
            nextLook.found();
            listeners.tellClaimed(claimed.tasks(), ended - begun);
        }
        log.debug("claimed {} tasks of {} kinds, sweep={}", claimed.tasks().size(), room.ids.length, sweep);
        boolean more = room.distribute(claimed.tasks(), returns);
        returns.returnQueued();
        return more || claimed.again();
    }

    private Duration afterClaim(Room room, boolean swept) {
        long now = now();
        if (!swept) {
            // an empty or short claim from the cursor proves nothing: sweep as soon as may be
            news = true;
            return Duration.ofNanos(Math.max(0, cursors.untilSweepMay(now)));
        }
        return nextLook.wait(now, nextDue(room));
    }

    /**
     * When the next task is due that the last claim could not see. Asked again if the answer took longer than what was
     * looked back over: a task may have fallen due in between.
     */
    private OptionalLong nextDue(Room room) {
        long lookBack = sinceClaimMillis() + 1;
        OptionalLong due = store.nextDue(room.ids, lookBack);
        while (sinceClaimMillis() > lookBack) {
            lookBack = 2 * sinceClaimMillis();
            due = store.nextDue(room.ids, lookBack);
        }
        return due;
    }

    private long sinceClaimMillis() {
        return TimeUnit.NANOSECONDS.toMillis(now() - claimBegunNanos);
    }

    /** About once a second: follows the suppliers of worker counts, and frees what long tasks keep waiting. */
    private void tick() {
        long now = now();
        if (now < nextTickNanos && !tickNow) {
            return;
        }
        tickNow = false;
        nextTickNanos = now + TICK_NANOS;
        for (KindWorkers workers : kinds) {
            if (workers.follow()) {
                news();
            }
            giveBackSoon(workers.takeBackIfStalled());
        }
    }

    private void news() {
        news = true;
        wanted = true;
    }

    private long now() {
        return System.nanoTime() - originNanos;
    }

    private Room room() {
        Room room = new Room();
        if (unrecorded.getAsInt() > MAX_UNRECORDED) {
            return room.seal();
        }
        rotation = kinds.isEmpty() ? 0 : (rotation + 1) % kinds.size();
        for (int i = 0; i < kinds.size(); i++) {
            KindWorkers workers = kinds.get((i + rotation) % kinds.size());
            int capacity = workers.capacity();
            if (capacity > 0) {
                room.add(workers, capacity, workers.free());
            }
        }
        return room.seal();
    }

    /** What the claimer works through. */
    record Parts(ClaimStore claims, TaskReturns returns, Listeners listeners) {}
}
