package io.pgqueue;

import org.jspecify.annotations.Nullable;

/**
 * What an operation on everything that a filter matches has done so far.
 *
 * @param done tasks that were changed by this call
 * @param next where the next call goes on; null if everything that matches has been looked at
 */
public record BulkResult(int done, @Nullable String next) {}
