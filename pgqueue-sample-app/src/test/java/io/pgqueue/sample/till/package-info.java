/** Tests of the stock. */
@NullMarked
package io.pgqueue.sample.till;

import org.jspecify.annotations.NullMarked;
