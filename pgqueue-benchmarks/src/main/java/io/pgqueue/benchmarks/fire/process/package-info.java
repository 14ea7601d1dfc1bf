/** The processes that are broken: workers and producers. */
@NullMarked
package io.pgqueue.benchmarks.fire.process;

import org.jspecify.annotations.NullMarked;
