package io.pgqueue.sample.lucky;

import java.util.function.DoubleSupplier;

/** Numbers from 0 to below 1; a type of its own, so that a test can choose them. */
@FunctionalInterface
interface LuckyRandom extends DoubleSupplier {}
