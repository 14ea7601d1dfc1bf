package io.pgqueue;

/**
 * What became of a task that was enqueued.
 *
 * @param taskId id of the new task, or of the one that holds the key already
 * @param outcome whether it was added, replaced one that waited, or was a duplicate
 */
public record EnqueueResult(long taskId, Outcome outcome) {

    /** The three ways in which enqueueing ends without an error. */
    public enum Outcome {
        /** A new task with this id. */
        ADDED,
        /** The waiting task with this id took over the new payload, see {@link OnDuplicate#REPLACE_WAITING}. */
        REPLACED,
        /** Nothing was changed: the task with this id holds the kind and external key. */
        DUPLICATE
    }

    /** Whether a new task was added. */
    public boolean added() {
        return outcome == Outcome.ADDED;
    }
}
