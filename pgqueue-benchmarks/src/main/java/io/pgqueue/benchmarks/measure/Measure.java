package io.pgqueue.benchmarks.measure;

import io.pgqueue.benchmarks.report.Report;

/** A question and the way to its answer. */
public interface Measure {

    /** In a word, as an option of the command line. */
    String name();

    /** Finds the answer, and adds it to the report. */
    void run(Session session, Report report) throws Exception;
}
