/** A kind that fails often, to watch attempts, retries and tasks that run out of attempts. */
@NullMarked
package io.pgqueue.sample.lucky;

import org.jspecify.annotations.NullMarked;
