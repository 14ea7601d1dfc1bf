/** What happened, as each process wrote it down, and the rules by which that is judged. */
@NullMarked
package io.pgqueue.benchmarks.fire.ledger;

import org.jspecify.annotations.NullMarked;
