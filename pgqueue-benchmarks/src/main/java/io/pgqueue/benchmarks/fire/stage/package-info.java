/** What a run stands on: a server, a small disk, lines that can be cut, and processes that are started again. */
@NullMarked
package io.pgqueue.benchmarks.fire.stage;

import org.jspecify.annotations.NullMarked;
