/** Starts processes with the classes of this one. */
@NullMarked
package io.pgqueue.benchmarks.launch;

import org.jspecify.annotations.NullMarked;
