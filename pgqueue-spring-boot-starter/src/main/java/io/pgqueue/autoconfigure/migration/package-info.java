/** Brings the queue's schema up to date before anything uses it. Internal to the starter. */
@NullMarked
package io.pgqueue.autoconfigure.migration;

import org.jspecify.annotations.NullMarked;
