package io.pgqueue.autoconfigure.lifecycle;

import io.pgqueue.TaskProcessing;
import java.time.Duration;
import java.util.concurrent.CountDownLatch;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;
import org.springframework.context.SmartLifecycle;

/**
 * Runs processing while two parties want it: the context, which starts it last of all and stops it first, before the
 * connection pool closes, and the environment, through {@link #enable} and {@link #disable}.
 *
 * <p>A context that is stopped or paused and started again takes processing up only if it ran before, so that it does
 * not undo a stop by hand. While it runs, a thread keeps the JVM alive, as a message listener's does: an application
 * that only works on tasks has no other.
 */
public final class ProcessingLifecycle implements SmartLifecycle {

    private static final Logger log = LoggerFactory.getLogger(ProcessingLifecycle.class);

    private final TaskProcessing processing;
    private final Duration shutdownTimeout;
    private final Runnable beforeFirstStart;
    private final Object monitor = new Object();

    /** Written by whoever wants something else, at once; what it says when its turn comes is done. */
    private volatile boolean wanted;

    // the following are written under the monitor
    private volatile boolean active;
    private boolean applied;
    private boolean startedBefore;
    private @Nullable CountDownLatch keepAlive;

    /**
     * @param wanted whether to start with the context
     * @param shutdownTimeout how long handlers may take when it stops
     * @param beforeFirstStart run once, before processing starts for the first time
     */
    public ProcessingLifecycle(
            TaskProcessing processing, boolean wanted, Duration shutdownTimeout, Runnable beforeFirstStart) {
        this.processing = processing;
        this.wanted = wanted;
        this.shutdownTimeout = shutdownTimeout;
        this.beforeFirstStart = beforeFirstStart;
    }

    @Override
    public void start() {
        synchronized (monitor) {
            active = true;
            apply();
        }
    }

    /** In a thread of its own, beside whatever else stops in this phase. */
    @Override
    public void stop(Runnable callback) {
        inThread("pgqueue-stop", () -> {
            try {
                stop();
            } finally {
                callback.run();
            }
        });
    }

    @Override
    public void stop() {
        synchronized (monitor) {
            if (active && applied == wanted) {
                wanted = processing.isRunning();
            }
            active = false;
            apply();
        }
    }

    /** Whether the context has started it: true also while the environment does not want processing. */
    @Override
    public boolean isRunning() {
        return active;
    }

    /** Last to start, first to stop. */
    @Override
    public int getPhase() {
        return Integer.MAX_VALUE;
    }

    /** Starts processing, or lets the context do so if it is stopped at present. */
    public void enable() {
        wanted = true;
        synchronized (monitor) {
            apply();
        }
    }

    /** Stops processing, in the background: handlers may take their time, and the caller may be one of them. */
    public void disable() {
        wanted = false;
        inThread("pgqueue-disable", () -> {
            synchronized (monitor) {
                apply();
            }
        });
    }

    private void apply() {
        applied = wanted;
        if (active && applied) {
            if (!startedBefore) {
                startedBefore = true;
                beforeFirstStart.run();
            }
            processing.start();
            holdJvm();
        } else {
            try {
                if (!processing.stop(shutdownTimeout)) {
                    log.warn(
                            "Handlers still ran after {} and were interrupted; their tasks go back to the queue",
                            shutdownTimeout);
                }
            } finally {
                releaseJvm();
            }
        }
    }

    private void holdJvm() {
        if (keepAlive == null) {
            CountDownLatch latch = new CountDownLatch(1);
            keepAlive = latch;
            Thread thread = new Thread(() -> awaitQuietly(latch), "pgqueue-keep-alive");
            thread.setDaemon(false);
            thread.start();
        }
    }

    private void releaseJvm() {
        if (keepAlive != null) {
            keepAlive.countDown();
            keepAlive = null;
        }
    }

    private static void awaitQuietly(CountDownLatch latch) {
        try {
            latch.await();
        } catch (InterruptedException e) {
            // whoever interrupts this thread wants the JVM to end
            Thread.currentThread().interrupt();
        }
    }

    private static void inThread(String name, Runnable work) {
        new Thread(work, name).start();
    }
}
