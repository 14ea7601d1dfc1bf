package io.pgqueue;

import java.time.Duration;

/** Starts and stops the processing of tasks on this instance. All methods are thread-safe and idempotent. */
public interface TaskProcessing {

    /** Starts claiming and running tasks; returns at once. */
    void start();

    /**
     * Stops claiming, waits for running handlers, then interrupts those that still run. What was claimed but not
     * begun, and what was interrupted, goes back to the queue and that attempt does not count.
     *
     * @param timeout how long running handlers may take to finish; zero interrupts at once
     * @return whether every handler finished without being interrupted
     */
    boolean stop(Duration timeout);

    /** Whether processing has been started and not stopped. */
    boolean isRunning();

    /**
     * Waits until processing has stopped completely.
     *
     * @return false if that took longer than {@code timeout}
     * @throws InterruptedException if the waiting thread is interrupted
     */
    boolean awaitStop(Duration timeout) throws InterruptedException;
}
