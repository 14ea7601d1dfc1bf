/** Rescue, purge and sampling: one small service each. */
@NullMarked
package io.pgqueue.internal.maintenance;

import org.jspecify.annotations.NullMarked;
