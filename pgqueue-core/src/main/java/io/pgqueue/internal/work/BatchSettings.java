package io.pgqueue.internal.work;

import io.pgqueue.BatchWork;

/**
 * How the tasks of a kind run in batches.
 *
 * @param size most tasks of a batch
 * @param lingerNanos how long one that is not full waits for more
 */
public record BatchSettings(int size, long lingerNanos, BatchWork<?> work) {}
