/** How an instance learns of work: LISTEN and NOTIFY, and the control session that also beats. */
@NullMarked
package io.pgqueue.internal.wakeup;

import org.jspecify.annotations.NullMarked;
