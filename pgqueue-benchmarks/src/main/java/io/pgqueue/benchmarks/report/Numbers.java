package io.pgqueue.benchmarks.report;

import java.text.DecimalFormat;
import java.text.DecimalFormatSymbols;
import java.util.Locale;

/** Figures as people read them, the same in every locale. */
final class Numbers {

    private static final int MOST_DECIMALS = 6;

    private Numbers() {}

    /** Without the unit; a figure without a unit is a ratio. */
    static String text(double value, String unit) {
        return text(value, decimals(value, unit));
    }

    static String withUnit(String number, String unit) {
        return unit.isEmpty() ? number : number + " " + unit;
    }

    static String bound(Goal goal) {
        return withUnit(format("#,##0.######", goal.bound()), goal.unit());
    }

    /** The median, with as many decimals as it takes to tell it from a bound that it misses. */
    static String median(Goal goal) {
        double median = goal.value().median();
        int decimals = decimals(median, goal.unit());
        String text = text(median, decimals);
        while (!goal.isReached() && decimals < MOST_DECIMALS && text.equals(text(goal.bound(), decimals))) {
            decimals++;
            text = text(median, decimals);
        }
        return withUnit(text, goal.unit());
    }

    /** From the least round to the most; {@code separator} stands between. */
    static String spread(Series values, String unit, String separator) {
        if (values.values().size() == 1) {
            return "one round";
        }
        int decimals = decimals(values.most(), unit);
        return text(values.least(), decimals) + separator + text(values.most(), decimals);
    }

    private static int decimals(double value, String unit) {
        if (unit.isEmpty()) {
            return 2;
        }
        double size = Math.abs(value);
        if (size >= 100) {
            return 0;
        }
        return size >= 10 ? 1 : 2;
    }

    private static String text(double value, int decimals) {
        return format(decimals == 0 ? "#,##0" : "#,##0." + "0".repeat(decimals), value);
    }

    private static String format(String pattern, double value) {
        if (!Double.isFinite(value)) {
            return "n/a";
        }
        return new DecimalFormat(pattern, DecimalFormatSymbols.getInstance(Locale.ROOT)).format(value);
    }
}
