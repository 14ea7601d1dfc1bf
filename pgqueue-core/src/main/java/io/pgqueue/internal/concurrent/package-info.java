/** Loops, signals and the log of an outage: how background threads run, wait and fail. */
@NullMarked
package io.pgqueue.internal.concurrent;

import org.jspecify.annotations.NullMarked;
