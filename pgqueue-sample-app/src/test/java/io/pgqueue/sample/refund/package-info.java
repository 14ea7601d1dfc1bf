/** Tests of refunds. */
@NullMarked
package io.pgqueue.sample.refund;

import org.jspecify.annotations.NullMarked;
