/** Meters of the queue, for applications with Micrometer. */
@NullMarked
package io.pgqueue.autoconfigure.metrics;

import org.jspecify.annotations.NullMarked;
