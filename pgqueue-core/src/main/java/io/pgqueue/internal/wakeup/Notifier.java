package io.pgqueue.internal.wakeup;

import io.pgqueue.internal.concurrent.Loop;
import io.pgqueue.internal.store.NotifyStore;
import java.time.Duration;
import java.util.Collection;
import java.util.LinkedHashSet;
import java.util.Set;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;
import org.springframework.dao.DataAccessException;

/**
 * Sends notifications from tiny transactions of its own, at most one in ten milliseconds, and the first at once. Never
 * in a caller's transaction: the commit of one that notifies takes a lock that is global to the server.
 */
public final class Notifier {

    private static final Logger log = LoggerFactory.getLogger(Notifier.class);
    private static final long PAUSE_NANOS = 10_000_000;
    private static final Duration IDLE = Duration.ofHours(1);
    private static final int MAX_PENDING = 1_000;

    private final NotifyStore store;
    private final String channel;
    private final String sender;
    private final LaneMender lanes;
    private final Loop loop;
    // guarded by this
    private final Set<Integer> kinds = new LinkedHashSet<>();
    private final Set<Long> cancelled = new LinkedHashSet<>();
    private boolean started;
    // the loop's alone
    private boolean sentBefore;
    private long lastSentNanos;

    /**
     * A notifier with nothing to say.
     *
     * @param lanes what is done before anybody is notified: it may make more tasks ready
     */
    public Notifier(NotifyStore store, String channel, String sender, LaneMender lanes) {
        this.store = store;
        this.channel = channel;
        this.sender = sender;
        this.lanes = lanes;
        this.loop = new Loop("pgqueue-notify", "notifying other instances", log, this::runOnce);
    }

    /** Tells the others, soon, that there may be tasks of these kinds. */
    public synchronized void workAvailable(Collection<Integer> kindIds) {
        boolean first = isEmpty();
        kinds.addAll(kindIds);
        wake(first);
    }

    /** Tells the others, soon, that somebody asked to cancel a running task. */
    public synchronized void cancelRequested(long taskId) {
        boolean first = isEmpty();
        if (cancelled.size() < MAX_PENDING) {
            cancelled.add(taskId);
        }
        wake(first);
    }

    /** Looks at a lane, soon. */
    public synchronized void laneChanged(int kindId, String orderingKey) {
        boolean first = lanes.isEmpty();
        lanes.laneChanged(kindId, orderingKey);
        wake(first);
    }

    /** Looks at the lane of a task, soon, if it is in one. */
    public synchronized void taskMoved(long taskId) {
        boolean first = lanes.isEmpty();
        lanes.taskMoved(taskId);
        wake(first);
    }

    /** Sends what is pending, and ends. */
    public void stop(Duration timeout) {
        synchronized (this) {
            if (!started) {
                return;
            }
        }
        loop.stop(timeout);
        try {
            mend();
            send();
        } catch (DataAccessException e) {
            log.debug("the last notification was not sent; other instances will find the tasks by polling", e);
        }
    }

    private boolean isEmpty() {
        return kinds.isEmpty() && cancelled.isEmpty();
    }

    private void wake(boolean first) {
        if (!started) {
            started = true;
            loop.start();
        }
        if (first) {
            loop.wake();
        }
    }

    private Duration runOnce() {
        mend();
        long early = lastSentNanos + PAUSE_NANOS - System.nanoTime();
        if (sentBefore && early > 0) {
            return Duration.ofNanos(early);
        }
        if (send()) {
            sentBefore = true;
            lastSentNanos = System.nanoTime();
        }
        return IDLE;
    }

    private void mend() {
        while (!lanes.isEmpty()) {
            Set<Integer> ready = lanes.mend();
            synchronized (this) {
                kinds.addAll(ready);
            }
        }
    }

    /** Sends what is pending, which stays so if that fails; whether there was anything. */
    private boolean send() {
        Set<Integer> work;
        Set<Long> cancellations;
        synchronized (this) {
            if (isEmpty()) {
                return false;
            }
            work = Set.copyOf(kinds);
            cancellations = Set.copyOf(cancelled);
            kinds.clear();
            cancelled.clear();
        }
        try {
            store.notify(channel, Notice.format(sender, work, cancellations));
            return true;
        } catch (DataAccessException e) {
            synchronized (this) {
                kinds.addAll(work);
                cancelled.addAll(cancellations);
            }
            throw e;
        }
    }
}
