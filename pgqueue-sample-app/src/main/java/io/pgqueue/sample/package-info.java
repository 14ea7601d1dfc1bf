/** A small shop that uses pgqueue. */
@NullMarked
package io.pgqueue.sample;

import org.jspecify.annotations.NullMarked;
