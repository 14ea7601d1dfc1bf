package io.pgqueue.benchmarks.report;

/**
 * A goal, and what came of it.
 *
 * @param measure what is measured
 * @param what the figure is, such as "drain / floor"
 * @param value one a round; a ratio, or a quantity of the unit
 * @param unit empty for a ratio
 * @param bound what is to be reached
 * @param atLeast whether more is better
 * @param note the figures behind it, and whatever favours us
 */
public record Goal(String measure, String what, Series value, String unit, double bound, boolean atLeast, String note) {

    public static Goal atLeast(String measure, String what, Series ratio, double bound, String note) {
        return new Goal(measure, what, ratio, "", bound, true, note);
    }

    public static Goal atMost(String measure, String what, Series value, String unit, double bound, String note) {
        return new Goal(measure, what, value, unit, bound, false, note);
    }

    /** By the median. */
    public boolean isReached() {
        return atLeast ? value.median() >= bound : value.median() <= bound;
    }
}
