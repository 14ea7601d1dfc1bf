package io.pgqueue.autoconfigure.migration;

import io.pgqueue.autoconfigure.failure.SetupException;
import java.sql.SQLException;
import java.time.Duration;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Tries a migration again while a lock that it needs is not free. A statement that waits for a table's lock makes all that
 * come after it wait, too: so it gives up soon, lets them pass for at least as long, and comes back.
 */
final class LockRetries {

    private static final Logger log = LoggerFactory.getLogger(LockRetries.class);
    private static final long LONGEST_PAUSE_NANOS = Duration.ofSeconds(10).toNanos();

    private final String schema;
    private final MigrationSettings settings;

    LockRetries(String schema, MigrationSettings settings) {
        this.schema = schema;
        this.settings = settings;
    }

    /**
     * Runs an attempt until one comes to its end. Each goes on where the one before it stopped.
     *
     * @throws SetupException if the patience is over, or the thread is interrupted
     */
    void run(Attempt attempt) throws SQLException {
        long firstFailure = 0;
        long pause = 2 * settings.lockTimeout().toNanos();
        while (true) {
            try {
                attempt.run();
                return;
            } catch (LockNotFreeException e) {
                firstFailure = firstFailure == 0 ? System.nanoTime() : firstFailure;
                long left = settings.lockPatience().toNanos() - (System.nanoTime() - firstFailure);
                if (left <= 0) {
                    throw SchemaFailures.locksNotFree(schema, settings.lockPatience(), e);
                }
                long wait = Math.min(pause, left);
                log.warn(
                        "The migration of schema {} did not get a lock within {} ms ({}); trying again in {} ms, for at"
                                + " most {} s more",
                        schema,
                        settings.lockTimeout().toMillis(),
                        e.holder() != null ? "the oldest transaction there is of " + e.holder() : e.getMessage(),
                        TimeUnit.NANOSECONDS.toMillis(wait),
                        TimeUnit.NANOSECONDS.toSeconds(left));
                pause(wait, e);
                pause = Math.min(2 * pause, LONGEST_PAUSE_NANOS);
            }
        }
    }

    /** The end of a transaction of somebody else is told to nobody, so this waits for a time. */
    private void pause(long nanos, LockNotFreeException reason) {
        try {
            new CountDownLatch(1).await(nanos, TimeUnit.NANOSECONDS);
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            throw SchemaFailures.locksNotFree(schema, settings.lockPatience(), reason);
        }
    }

    /** What is to be tried. */
    @FunctionalInterface
    interface Attempt {
        void run() throws LockNotFreeException, SQLException;
    }
}
