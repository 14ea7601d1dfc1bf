package io.pgqueue.engine;

import org.jspecify.annotations.Nullable;

/**
 * How the relay of an instance is doing, for health and metrics.
 *
 * @param relaying whether this instance is the one that sends
 * @param sent events that it has sent since processing was started
 * @param sinkError why the sink can send nothing at present; null if it can, or this instance does not send
 * @param error what the relay's last look at the database failed of; null if it did not
 */
public record OutboxState(
        boolean relaying,
        long sent,
        @Nullable String sinkError,
        @Nullable String error) {

    static final OutboxState STOPPED = new OutboxState(false, 0, null, null);
}
