/** Recurring tasks: which slots there are, and the one service that fires them. */
@NullMarked
package io.pgqueue.internal.schedule;

import org.jspecify.annotations.NullMarked;
