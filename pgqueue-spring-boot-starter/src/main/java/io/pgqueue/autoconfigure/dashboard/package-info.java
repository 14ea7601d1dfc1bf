/** The dashboard: its page, its JSON interface, and who may do what by it. */
@NullMarked
package io.pgqueue.autoconfigure.dashboard;

import org.jspecify.annotations.NullMarked;
