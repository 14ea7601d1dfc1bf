/** The stock of the shop: movements of one article are booked in their order, and articles side by side. */
@NullMarked
package io.pgqueue.sample.stock;

import org.jspecify.annotations.NullMarked;
