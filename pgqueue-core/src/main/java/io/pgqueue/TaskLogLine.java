package io.pgqueue;

import java.time.Instant;

/**
 * What a handler said of a task, see {@link TaskContext#log}.
 *
 * @param attempt the attempt in which it did
 * @param at when, by the clock of its machine
 * @param message at most 1,000 characters
 */
public record TaskLogLine(int attempt, Instant at, String message) {}
