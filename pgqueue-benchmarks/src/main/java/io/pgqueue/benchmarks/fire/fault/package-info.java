/** The ways in which things are broken. */
@NullMarked
package io.pgqueue.benchmarks.fire.fault;

import org.jspecify.annotations.NullMarked;
