/** The queue itself over HTTP: its tasks, its kinds, and the processing on this instance. */
@NullMarked
package io.pgqueue.sample.queue;

import org.jspecify.annotations.NullMarked;
