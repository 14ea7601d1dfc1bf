/** Tests of orders. */
@NullMarked
package io.pgqueue.sample.order;

import org.jspecify.annotations.NullMarked;
