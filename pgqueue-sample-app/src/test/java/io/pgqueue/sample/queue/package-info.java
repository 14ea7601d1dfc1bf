/** Tests of kinds and processing over HTTP. */
@NullMarked
package io.pgqueue.sample.queue;

import org.jspecify.annotations.NullMarked;
