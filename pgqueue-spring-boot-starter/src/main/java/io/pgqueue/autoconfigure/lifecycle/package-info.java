/** Starts and stops processing with the application context and its environment. Internal to the starter. */
@NullMarked
package io.pgqueue.autoconfigure.lifecycle;

import org.jspecify.annotations.NullMarked;
