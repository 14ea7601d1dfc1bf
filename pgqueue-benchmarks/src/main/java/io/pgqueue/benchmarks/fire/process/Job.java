package io.pgqueue.benchmarks.fire.process;

/**
 * The payload of all tasks.
 *
 * @param mode what the task is to do, where its kind leaves that open
 * @param name under which harm is done once; empty for none
 * @param number how often to fail, or which row to lock first
 */
public record Job(String mode, String name, int number) {

    static final Job NONE = new Job("", "", 0);

    /** Of a task that fails for good. */
    static final Job HOPELESS = new Job("hopeless", "", 0);
}
