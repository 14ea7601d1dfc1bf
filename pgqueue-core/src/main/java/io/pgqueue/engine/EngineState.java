package io.pgqueue.engine;

import java.time.Instant;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * How an engine is doing, for health and metrics. Times are this machine's.
 *
 * @param running whether processing was started and not stopped
 * @param workerId id of this instance in the table {@code worker}; null while it has none
 * @param listening whether the control session is connected and listens
 * @param lastPollAt last claim that the database answered; null before the first
 * @param lastBeatAt last heartbeat that the database answered; null before the first
 * @param lastError what the last claim or beat failed of; null if it did not
 * @param unrecorded outcomes that wait to be written
 * @param kinds the kinds that have a handler here
 */
public record EngineState(
        boolean running,
        @Nullable Integer workerId,
        boolean listening,
        @Nullable Instant lastPollAt,
        @Nullable Instant lastBeatAt,
        @Nullable String lastError,
        int unrecorded,
        List<KindState> kinds) {

    /**
     * A kind on this instance.
     *
     * @param workers how many tasks it may run at once
     * @param busy how many it runs, those included that ignore their interrupt
     * @param buffered how many it has claimed and not begun
     * @param stuck how many ignore their interrupt
     */
    public record KindState(String kind, int workers, int busy, int buffered, int stuck) {}
}
