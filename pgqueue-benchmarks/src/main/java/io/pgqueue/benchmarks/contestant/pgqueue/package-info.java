/** pgqueue itself, and the floor under it. */
@NullMarked
package io.pgqueue.benchmarks.contestant.pgqueue;

import org.jspecify.annotations.NullMarked;
