package io.pgqueue;

import java.util.Collection;
import java.util.List;
import java.util.Optional;

/**
 * Adds tasks, and finds and cancels them by their idempotency key.
 *
 * <p>Inside a Spring transaction on the queue's {@code DataSource} every method joins it: what is enqueued becomes
 * visible to workers when that transaction commits, and never if it rolls back. Outside of one each call commits by
 * itself. All input is checked before the database is touched, so an {@link InvalidTaskException} leaves the caller's
 * transaction as it was. Errors of the database pass as Spring's {@code DataAccessException}.
 *
 * <p>Implementations are thread-safe.
 */
public interface TaskQueue {

    /**
     * Adds one task.
     *
     * @return the task's id, and whether it was added or was already there under its external key
     * @throws InvalidTaskException if a field of the task breaks a rule; the message names field, value and rule
     * @throws UnknownKindException if nobody knows the kind
     * @throws TransactionMismatchException if the surrounding transaction cannot carry the task: it is read-only, or it
     *     is not on the queue's {@code DataSource} and the application does not allow that
     */
    EnqueueResult enqueue(Task task);

    /**
     * Adds any number of tasks with one statement. All are checked before any is written. External keys are taken in
     * sorted order, so that two such batches cannot deadlock.
     *
     * @return one result per task, in the order of {@code tasks}; a key that occurs twice is added once
     * @throws InvalidTaskException as for {@link #enqueue}; the message also names the position in the batch
     * @throws UnknownKindException as for {@link #enqueue}
     * @throws TransactionMismatchException as for {@link #enqueue}
     */
    List<EnqueueResult> enqueueAll(Collection<Task> tasks);

    /**
     * Adds a group of tasks, and what is to be added at its end, with one statement. All are checked before any is written,
     * the tasks for the end, too. A task that is not added, because its external key is taken, is no member of the group,
     * nor is one that it has replaced; a group without members is at rest at once, and the task of {@link
     * TaskGroup#whenDone(Task)} is added in the same statement.
     *
     * @return the group's id, and one result per task
     * @throws InvalidTaskException as for {@link #enqueueAll}, or if the name breaks its rule
     * @throws UnknownKindException as for {@link #enqueue}
     * @throws TransactionMismatchException as for {@link #enqueue}
     */
    EnqueuedGroup enqueueGroup(TaskGroup group);

    /**
     * Finds the task that holds an idempotency key, live or closed, for as long as it is kept.
     *
     * @throws UnknownKindException if nobody knows the kind
     */
    Optional<TaskInfo> find(String kind, String externalKey);

    /**
     * Cancels the task that holds an idempotency key. A waiting task, and one that has no attempts left, is closed as
     * cancelled at once. A running one is asked to stop, on whichever instance it runs: its thread is interrupted and
     * {@link TaskContext#isCancelled()} turns true; it is closed as cancelled unless it ended
     * before it learned of that.
     *
     * @param reason kept with the task, at most 1,000 characters
     * @return whether there was something to cancel; false if the task does not exist, has succeeded or was cancelled
     * @throws UnknownKindException if nobody knows the kind
     */
    boolean cancel(String kind, String externalKey, String reason);
}
