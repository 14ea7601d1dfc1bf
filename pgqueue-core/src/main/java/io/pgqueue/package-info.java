/**
 * The promised API of pgqueue: what an application enqueues, handles, observes and controls. It depends on the JDK and
 * JSpecify alone; everything that is not in this package, {@code io.pgqueue.engine} or the starter may change.
 */
@NullMarked
package io.pgqueue;

import org.jspecify.annotations.NullMarked;
