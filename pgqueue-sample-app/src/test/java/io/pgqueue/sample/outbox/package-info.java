/** Tests of the outbox. */
@NullMarked
package io.pgqueue.sample.outbox;

import org.jspecify.annotations.NullMarked;
