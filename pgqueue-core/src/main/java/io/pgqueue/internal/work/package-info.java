/** Claims tasks, runs them, records their outcomes. */
@NullMarked
package io.pgqueue.internal.work;

import org.jspecify.annotations.NullMarked;
