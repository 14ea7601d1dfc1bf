/** What callers do: add, find, cancel and retry tasks. From a task to rows, with every check before the database is touched. */
@NullMarked
package io.pgqueue.internal.enqueue;

import org.jspecify.annotations.NullMarked;
