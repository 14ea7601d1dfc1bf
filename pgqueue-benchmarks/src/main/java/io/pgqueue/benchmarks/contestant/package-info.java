/** The queues that are measured, each behind one interface and in a process of its own. */
@NullMarked
package io.pgqueue.benchmarks.contestant;

import org.jspecify.annotations.NullMarked;
