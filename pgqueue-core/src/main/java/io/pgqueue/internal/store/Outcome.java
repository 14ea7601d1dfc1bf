package io.pgqueue.internal.store;

import java.util.List;
import org.jspecify.annotations.Nullable;

/** What is to be recorded about an attempt. */
public sealed interface Outcome {

    Claim claim();

    /** Tasks to add in the same transaction. */
    default List<NewTask> followUps() {
        return List.of();
    }

    /**
     * The handler returned.
     *
     * @param result JSON
     * @param keep whether the task is kept among the closed ones
     * @param followUps tasks to add in the same transaction
     */
    record Success(Claim claim, @Nullable String result, boolean keep, List<NewTask> followUps) implements Outcome {}

    /**
     * The attempt did not succeed.
     *
     * @param delayMillis until the next attempt; null if there is none
     * @param counted false gives the attempt back and keeps no error
     * @param cancelReason not null if the handler asked to cancel
     * @param error null if none is to be kept
     */
    record Failure(
            Claim claim,
            @Nullable Long delayMillis,
            boolean counted,
            @Nullable String cancelReason,
            int maxErrors,
            @Nullable KeptError error)
            implements Outcome {}

    /**
     * The handler returned, and wants the task to run again. Gives the attempt back and keeps no error.
     *
     * @param followUps tasks to add in the same transaction
     */
    record RunAgain(Claim claim, long delayMillis, List<NewTask> followUps) implements Outcome {}

    /** The task goes back as if it had not been claimed. */
    record Release(Claim claim) implements Outcome {}

    /** An error in the form in which it is kept. */
    record KeptError(String type, String message, @Nullable String stackTrace) {}
}
