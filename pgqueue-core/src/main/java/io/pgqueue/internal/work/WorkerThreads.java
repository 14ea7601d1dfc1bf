package io.pgqueue.internal.work;

import java.util.concurrent.Executor;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Starts the threads of a kind's workers.
 *
 * @param executor runs everything that it is handed in a thread of its own
 */
record WorkerThreads(String kind, Executor executor) {

    private static final Logger log = LoggerFactory.getLogger(WorkerThreads.class);

    /**
     * Starts another one; false if there is none to be had. What was claimed then waits for the workers that there are, and
     * for the next look at the worker count.
     *
     * @param present how many there are, for the log
     */
    boolean start(Runnable work, int present) {
        try {
            executor.execute(work);
            return true;
        } catch (RuntimeException | OutOfMemoryError e) {
            log.error("no thread for a worker of kind {}; {} are there", kind, present, e);
            return false;
        }
    }
}
