package io.pgqueue;

/**
 * How a delay is spread at random, so that what failed together does not come back together. Terms as in Marc Brooker,
 * "Exponential Backoff and Jitter" (AWS Architecture Blog, 2015).
 */
public enum Jitter {
    /** Exactly the delay. */
    NONE,
    /** Evenly between nothing and the delay. */
    FULL,
    /** Half of the delay, and evenly up to the whole. */
    EQUAL
}
