/** Breaks things under a queue that works, and checks by ledgers outside of the database what came of its promises. */
@NullMarked
package io.pgqueue.benchmarks.fire;

import org.jspecify.annotations.NullMarked;
