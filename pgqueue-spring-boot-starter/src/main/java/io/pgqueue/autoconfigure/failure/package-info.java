/** Mistakes in the set-up of an application, and the reports that say how to mend them. Internal to the starter. */
@NullMarked
package io.pgqueue.autoconfigure.failure;

import org.jspecify.annotations.NullMarked;
