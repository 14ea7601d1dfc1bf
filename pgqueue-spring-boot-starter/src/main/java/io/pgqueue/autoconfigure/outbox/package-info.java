/** Sinks of the outbox: where events go. */
@NullMarked
package io.pgqueue.autoconfigure.outbox;

import org.jspecify.annotations.NullMarked;
