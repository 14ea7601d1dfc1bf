package io.pgqueue.internal.store;

/**
 * What happened to tasks of a kind on this instance, in about a minute. Times are milliseconds.
 *
 * @param ageMillis how long ago that minute was, when this is written
 */
public record KindMinute(
        int kindId,
        long ageMillis,
        long enqueued,
        long duplicates,
        long succeeded,
        long failed,
        long retried,
        long usedUp,
        long cancelled,
        long attempts,
        long waitMillis,
        long longestWaitMillis,
        long runMillis,
        long longestRunMillis) {}
