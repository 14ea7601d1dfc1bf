package io.pgqueue;

/**
 * Does the work of several tasks of a kind at once: as many as the kind's batch size, or fewer. Each task runs at least
 * once, so it must bear a repetition, and not always beside the same others. Called by many threads at once.
 *
 * <p>As a bean annotated with {@link TaskHandler}, or as the function of {@link TaskRegistration#ofBatch}.
 */
@FunctionalInterface
public interface BatchWork<P> {

    /**
     * Runs one attempt of each task of a batch. The attempts have one timeout in common, and what each task came to is
     * told through its {@link BatchItem}; a task that was not answered is done when this returns.
     *
     * @throws Exception fails every task of the batch, those included that were answered: each loses this attempt, or
     *     what {@link CancelTaskException} and {@link RetryTaskException} ask for happens to each
     */
    void run(TaskBatch<P> batch) throws Exception;
}
