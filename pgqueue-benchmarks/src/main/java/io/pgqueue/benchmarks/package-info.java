/** The command that measures pgqueue beside its peers. */
@NullMarked
package io.pgqueue.benchmarks;

import org.jspecify.annotations.NullMarked;
