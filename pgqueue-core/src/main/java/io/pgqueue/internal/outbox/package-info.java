/** Publishes events, and relays them to a sink. */
@NullMarked
package io.pgqueue.internal.outbox;

import org.jspecify.annotations.NullMarked;
