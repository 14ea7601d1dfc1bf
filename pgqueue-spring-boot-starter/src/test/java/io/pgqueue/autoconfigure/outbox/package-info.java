/** Tests of the sinks of the outbox. */
@NullMarked
package io.pgqueue.autoconfigure.outbox;

import org.jspecify.annotations.NullMarked;
