/** Orders, the mail that confirms one, and its shipment. */
@NullMarked
package io.pgqueue.sample.order;

import org.jspecify.annotations.NullMarked;
