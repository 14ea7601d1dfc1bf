package io.pgqueue;

import java.time.Instant;
import org.jspecify.annotations.Nullable;

/**
 * One change of a task's status, as its log has it.
 *
 * @param from null for the first: the task was added
 * @param at when it changed, by the database's clock; that it committed was later
 * @param attempt the attempt that began or ended with it, or else the last one; 0 before the first
 * @param worker name of who ran that attempt; null if nobody did, or that worker is forgotten
 * @param reason the error, who died, or why somebody cancelled; null if it says itself
 */
public record TaskTransition(
        @Nullable TaskStatus from,
        TaskStatus to,
        Instant at,
        int attempt,
        @Nullable String worker,
        @Nullable String reason) {}
