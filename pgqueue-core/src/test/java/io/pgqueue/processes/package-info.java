/** Tests with worker processes of their own, which can be killed, frozen and terminated. */
@NullMarked
package io.pgqueue.processes;

import org.jspecify.annotations.NullMarked;
