package io.pgqueue.sample.stock;

import java.util.function.Predicate;

/** Confirms that a movement has taken place, or has no answer now; a type of its own, so that a test can replace it. */
@FunctionalInterface
interface Scanner extends Predicate<Movement> {}
