/** Tests of the stock. */
@NullMarked
package io.pgqueue.sample.stock;

import org.jspecify.annotations.NullMarked;
