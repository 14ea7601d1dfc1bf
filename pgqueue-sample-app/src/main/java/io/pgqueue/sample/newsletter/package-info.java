/** A newsletter, whose letters are tasks of their own and are delivered many at once. */
@NullMarked
package io.pgqueue.sample.newsletter;

import org.jspecify.annotations.NullMarked;
