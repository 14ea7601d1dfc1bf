/** Observations of enqueueing and execution, for applications with an {@code ObservationRegistry}. */
@NullMarked
package io.pgqueue.autoconfigure.observation;

import org.jspecify.annotations.NullMarked;
