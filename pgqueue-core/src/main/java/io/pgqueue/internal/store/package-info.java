/** The only place that speaks JDBC: one class for each group of the schema's functions. */
@NullMarked
package io.pgqueue.internal.store;

import org.jspecify.annotations.NullMarked;
