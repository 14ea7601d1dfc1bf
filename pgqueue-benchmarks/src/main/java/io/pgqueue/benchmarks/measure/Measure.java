package io.pgqueue.benchmarks.measure;

import io.pgqueue.benchmarks.report.Report;

/** A question and the way to its answer. */
public interface Measure {

    /** In a word, as an option of the command line. */
    String name();

    /** Whether it is the same with the dashboard open: not what is about that, nor what counts each statement. */
    default boolean allowsDashboard() {
        return true;
    }

    /** Finds the answer, and adds it to the report. */
    void run(Session session, Report report) throws Exception;
}
