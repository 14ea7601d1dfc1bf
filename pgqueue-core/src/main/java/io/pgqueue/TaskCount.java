package io.pgqueue;

/**
 * How many tasks a filter matches.
 *
 * @param tasks how many were found
 * @param exact whether these are all; false if there are more than were to be counted, or the time was up
 */
public record TaskCount(long tasks, boolean exact) {}
