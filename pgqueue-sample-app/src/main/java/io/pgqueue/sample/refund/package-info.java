/** Refunds: calls to a payment provider that takes few at a time. */
@NullMarked
package io.pgqueue.sample.refund;

import org.jspecify.annotations.NullMarked;
