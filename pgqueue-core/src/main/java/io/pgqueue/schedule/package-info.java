/** Recurring tasks: what a schedule is, and what can be done to those that there are. */
@NullMarked
package io.pgqueue.schedule;

import org.jspecify.annotations.NullMarked;
