/** From figures to a table and charts. */
@NullMarked
package io.pgqueue.benchmarks.report;

import org.jspecify.annotations.NullMarked;
