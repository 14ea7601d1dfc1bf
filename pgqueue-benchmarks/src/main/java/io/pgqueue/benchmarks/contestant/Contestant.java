package io.pgqueue.benchmarks.contestant;

/**
 * A queue that is measured, in a process of its own. Its tasks do nothing but count that they have run. Configured as
 * its own documentation says is fastest.
 */
public interface Contestant extends AutoCloseable {

    /** Which version, and which of its settings, in a line for the report. */
    String configuration();

    /** Creates its tables in an empty database. */
    void install() throws Exception;

    /** Adds tasks to the queue; returns when all are committed. Called while processing is stopped, unless said. */
    void enqueue(Load load) throws Exception;

    /** Begins to process. */
    void start() throws Exception;

    /** Ends processing, so that nothing of it uses the processor; {@link #start} may follow. */
    void stop() throws Exception;

    /** How many times a handler was called since the last {@link #reset}. */
    long handled();

    /** Tasks that the database does not show as done, those that run included. */
    long remaining() throws Exception;

    /** Removes every task, done or not, so that the tables are as new; processing is stopped. */
    void reset() throws Exception;

    @Override
    void close() throws Exception;
}
