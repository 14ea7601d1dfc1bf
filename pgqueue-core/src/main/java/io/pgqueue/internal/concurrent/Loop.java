package io.pgqueue.internal.concurrent;

import java.time.Duration;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;
import org.slf4j.Logger;

/**
 * A named daemon thread that repeats a step until it is stopped, and survives whatever the step throws. A loop runs
 * once; to start again, make a new one.
 */
public final class Loop {

    /** One round. */
    @FunctionalInterface
    public interface Step {
        /** Returns how long to wait before the next round; {@link Loop#wake} cuts that short. */
        Duration run() throws Exception;
    }

    private final Step step;
    private final String activity;
    private final Logger log;
    private final Signal wake = new Signal();
    private final Outage outage;
    private final Thread thread;
    private final CountDownLatch ended = new CountDownLatch(1);
    private volatile boolean stopping; // written by stop()

    /**
     * A loop that is yet to be started.
     *
     * @param name of the thread
     * @param activity for the log, such as "claiming tasks"
     */
    public Loop(String name, String activity, Logger log, Step step) {
        this.step = step;
        this.activity = activity;
        this.log = log;
        this.outage = new Outage(activity, log);
        this.thread = new Thread(this::repeat, name);
        this.thread.setDaemon(true);
    }

    public void start() {
        thread.start();
    }

    /** Starts the next round at once. */
    public void wake() {
        wake.raise();
    }

    /** Whether {@link #stop} was called; for steps that wait on something of their own. */
    public boolean isStopping() {
        return stopping;
    }

    /** What the last round failed of, or null. */
    public Outage outage() {
        return outage;
    }

    /** Asks the loop to end after its present round; returns at once. */
    public void stopSoon() {
        stopping = true;
        wake.raise();
    }

    /** Asks the loop to end after its present round, waits for that, and interrupts it when the time is up. */
    public boolean stop(Duration timeout) {
        stopSoon();
        if (!thread.isAlive()) {
            return true;
        }
        boolean inTime = awaitEnd(timeout);
        if (!inTime) {
            thread.interrupt();
            awaitEnd(Duration.ofSeconds(1));
        }
        return inTime;
    }

    private boolean awaitEnd(Duration timeout) {
        try {
            return ended.await(timeout.toNanos(), TimeUnit.NANOSECONDS);
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            return false;
        }
    }

    private void repeat() {
        try {
            while (!stopping) {
                next();
            }
        } finally {
            ended.countDown();
        }
    }

    private void next() {
        try {
            wake.await(round().toNanos());
        } catch (InterruptedException e) {
            // either the time that stop() gave us is up, or it is a stray one, as of a listener's, and means nothing
            log.debug("interrupted, stopping={}", stopping);
        }
    }

    private Duration round() {
        try {
            Duration wait = step.run();
            outage.worked();
            return wait;
        } catch (Throwable e) {
            if (stopping) {
                log.debug("{} was cut short", activity, e);
                return Duration.ZERO;
            }
            return outage.failed(e);
        }
    }
}
