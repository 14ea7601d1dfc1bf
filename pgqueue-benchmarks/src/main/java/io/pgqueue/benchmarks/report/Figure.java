package io.pgqueue.benchmarks.report;

/**
 * What was measured of one contestant.
 *
 * @param chart the chart that it belongs to, such as "Drain"
 * @param name of the bar
 * @param unit such as "tasks/s"
 * @param values one a round
 * @param note what a reader should know of it, such as with how many tasks it was measured; may be empty
 */
public record Figure(String chart, String name, String unit, Series values, String note) {}
