package io.pgqueue.outbox;

import java.time.Instant;
import java.util.List;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

/** What operators see of the outbox, and do to it. Thread-safe; joins the caller's transaction, if there is one. */
public interface OutboxAdmin {

    /**
     * Aggregates that an event blocks which failed, those first that have been blocked for longest.
     *
     * @param limit at most so many, 1 to 10,000
     */
    List<BlockedAggregate> blocked(int limit);

    /** An event that is yet to be sent, or was sent or skipped within the time for which those are kept. */
    Optional<OutboxEventInfo> find(long eventId);

    /**
     * Gives up an event that blocks its aggregate, or waits behind one that does: it is never sent by a later attempt,
     * and its aggregate goes on. The relay waits for the surrounding transaction, so that should be short.
     *
     * @param by who says so
     * @param reason why; kept with the event, both of at most 1,000 characters
     * @return false if no such event is there, or nothing of its aggregate has failed
     */
    boolean skip(long eventId, String by, String reason);

    /**
     * Sends an event that failed at once, with as many attempts as a new one. The relay waits for the surrounding
     * transaction, so that should be short.
     *
     * @return false if the event blocks nothing
     */
    boolean resend(long eventId);

    /** What is in the outbox, as it was sampled last; empty if there never was an event. */
    Optional<OutboxCounts> counts();

    /**
     * Counts of the whole cluster, sampled every ten seconds or more seldom.
     *
     * @param unsent events that are yet to be sent
     * @param parked those of them that wait behind a failure of their aggregate
     * @param blocked aggregates that an event blocks
     * @param givenUp those of them whose event has no attempts left
     * @param oldest when the oldest unsent event was published; null if there is none
     */
    record OutboxCounts(
            long unsent,
            long parked,
            long blocked,
            long givenUp,
            @Nullable Instant oldest,
            Instant sampledAt) {}
}
