/** Other queues, behind the interface of contestants. */
@NullMarked
package io.pgqueue.benchmarks.contestant.peer;

import org.jspecify.annotations.NullMarked;
