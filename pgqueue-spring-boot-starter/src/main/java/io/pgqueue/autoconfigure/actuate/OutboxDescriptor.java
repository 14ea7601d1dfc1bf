package io.pgqueue.autoconfigure.actuate;

import io.pgqueue.engine.OutboxState;
import io.pgqueue.outbox.OutboxAdmin.OutboxCounts;
import java.time.Instant;
import org.jspecify.annotations.Nullable;

/**
 * The outbox as the endpoint {@code pgqueue} shows it.
 *
 * @param relay of this instance; null if it has no sink
 * @param counts of the whole cluster; null if there never was an event
 */
public record OutboxDescriptor(
        @Nullable RelayDescriptor relay, @Nullable CountsDescriptor counts) {

    static @Nullable OutboxDescriptor of(@Nullable OutboxState state, @Nullable OutboxCounts counts) {
        return state == null && counts == null
                ? null
                : new OutboxDescriptor(
                        state == null
                                ? null
                                : new RelayDescriptor(state.relaying(), state.sent(), state.sinkError(), state.error()),
                        counts == null
                                ? null
                                : new CountsDescriptor(
                                        counts.unsent(),
                                        counts.parked(),
                                        counts.blocked(),
                                        counts.givenUp(),
                                        counts.oldest(),
                                        counts.sampledAt()));
    }

    /**
     * The relay of this instance.
     *
     * @param sending whether it is the one that sends
     * @param sent events since processing was started
     * @param sinkError why the sink can send nothing; null if it can
     * @param lastError what the last look at the database failed of; null if it did not
     */
    public record RelayDescriptor(
            boolean sending,
            long sent,
            @Nullable String sinkError,
            @Nullable String lastError) {}

    /**
     * Counts of the whole cluster, as they were at {@code sampledAt}.
     *
     * @param parked events that wait behind a failure of their aggregate
     * @param blocked aggregates that an event blocks
     * @param givenUp those whose event has no attempts left
     * @param oldestUnsent null if there is none
     */
    public record CountsDescriptor(
            long unsent,
            long parked,
            long blocked,
            long givenUp,
            @Nullable Instant oldestUnsent,
            Instant sampledAt) {}
}
