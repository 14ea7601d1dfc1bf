package io.pgqueue.internal.concurrent;

import java.util.concurrent.locks.Condition;
import java.util.concurrent.locks.ReentrantLock;

/** A wake-up that is remembered until somebody has waited for it. Thread-safe; one waiter at a time is woken. */
public final class Signal {

    private final ReentrantLock lock = new ReentrantLock();
    private final Condition raised = lock.newCondition();
    private boolean pending; // guarded by lock

    public void raise() {
        lock.lock();
        try {
            pending = true;
            raised.signal();
        } finally {
            lock.unlock();
        }
    }

    /** Waits for the signal and takes it; returns whether it was raised within {@code nanos}. */
    public boolean await(long nanos) throws InterruptedException {
        lock.lock();
        try {
            long left = nanos;
            while (!pending && left > 0) {
                left = raised.awaitNanos(left);
            }
            boolean wasRaised = pending;
            pending = false;
            return wasRaised;
        } finally {
            lock.unlock();
        }
    }
}
