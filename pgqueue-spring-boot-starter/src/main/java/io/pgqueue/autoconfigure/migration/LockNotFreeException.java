package io.pgqueue.autoconfigure.migration;

import java.sql.SQLException;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/** A statement of the migration did not get a lock in time, or gave way in a deadlock. To be tried again. */
final class LockNotFreeException extends Exception {

    private static final long serialVersionUID = 1L;
    private static final String LOCK_NOT_AVAILABLE = "55P03";
    private static final String DEADLOCK_DETECTED = "40P01";
    private static final Set<String> STATES = Set.of(LOCK_NOT_AVAILABLE, DEADLOCK_DETECTED);

    private final @Nullable String holder;

    /**
     * @param holder who most likely has the lock, as a person is to read it; null if nobody is seen any more
     */
    LockNotFreeException(@Nullable String holder, SQLException cause) {
        super(cause.getMessage(), cause);
        this.holder = holder;
    }

    @Nullable
    String holder() {
        return holder;
    }

    /** What such a statement failed of; null if it is something else that failed. */
    static @Nullable SQLException causeOf(Throwable failure) {
        for (Throwable cause = failure; cause != null; cause = cause.getCause()) {
            if (cause instanceof SQLException e && e.getSQLState() != null && STATES.contains(e.getSQLState())) {
                return e;
            }
        }
        return null;
    }
}
