package io.pgqueue.benchmarks.measure;

import io.pgqueue.benchmarks.report.Figure;
import io.pgqueue.benchmarks.report.Goal;
import io.pgqueue.benchmarks.report.Report;
import io.pgqueue.benchmarks.report.Series;

/**
 * Writes down how two variants compare.
 *
 * @param title of the measure
 * @param one the variant that is to be nearly as fast
 * @param other the one it is compared with
 * @param bound the ratio that it is to reach
 */
record Comparison(String title, String one, String other, double bound) {

    void addDrain(Report report, Alternation rounds, String note) {
        add(report, title + ": drain", rounds.drain(one), rounds.drain(other), note);
    }

    void addEnqueue(Report report, Alternation rounds, String note) {
        add(report, title + ": enqueue", rounds.enqueue(one), rounds.enqueue(other), note);
    }

    private void add(Report report, String chart, Series ours, Series theirs, String note) {
        report.add(new Figure(chart, one, "tasks/s", ours, note));
        report.add(new Figure(chart, other, "tasks/s", theirs, note));
        report.add(Goal.atLeast(
                chart,
                one + " / " + other,
                ours.dividedBy(theirs),
                bound,
                String.format("%,.0f against %,.0f tasks/s; %s", ours.median(), theirs.median(), note)));
    }
}
