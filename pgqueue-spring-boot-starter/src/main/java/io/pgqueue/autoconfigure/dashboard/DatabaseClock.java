package io.pgqueue.autoconfigure.dashboard;

import io.pgqueue.autoconfigure.dashboard.Queues.Member;
import java.time.Instant;
import org.jspecify.annotations.Nullable;
import org.springframework.dao.DataAccessException;

/**
 * The clock of a database, which goes on from what it said. It judges what the database wrote down, since the clock of this
 * machine may say anything.
 *
 * @param readAt what it said; null if the database did not answer
 * @param readNanos when it said so, by the monotonic clock
 */
record DatabaseClock(@Nullable String shard, @Nullable Instant readAt, long readNanos) {

    static DatabaseClock of(Member member) {
        try {
            Instant readAt = member.engine().oversight().now();
            return new DatabaseClock(member.shard(), readAt, System.nanoTime());
        } catch (DataAccessException e) {
            // pages say of each shard that is away what is wrong with it
            return new DatabaseClock(member.shard(), null, System.nanoTime());
        }
    }

    /** Null if the database did not answer. */
    @Nullable
    Instant now() {
        return readAt == null ? null : readAt.plusNanos(System.nanoTime() - readNanos);
    }
}
