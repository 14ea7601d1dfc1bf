/** What the shop tells the world: where its events arrive, and what is done about those that do not. */
@NullMarked
package io.pgqueue.sample.outbox;

import org.jspecify.annotations.NullMarked;
