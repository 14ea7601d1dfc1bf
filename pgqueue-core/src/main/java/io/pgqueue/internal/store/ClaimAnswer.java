package io.pgqueue.internal.store;

import java.util.List;

/**
 * What a claim answers.
 *
 * @param tasks by kind, priority and time
 * @param reached up to where it found tasks with ordering keys, whether or not it claimed them
 * @param again whether another claim should follow at once: it put tasks behind others of their ordering keys, and may
 *     have found nothing else for them
 */
public record ClaimAnswer(List<ClaimedTask> tasks, List<Reached> reached, boolean again) {

    /** Nothing. */
    public boolean isEmpty() {
        return tasks.isEmpty() && !again;
    }

    /**
     * A place in the ready index.
     *
     * @param availableAt as the server writes it: a claim cursor
     */
    public record Reached(int kindId, int priority, String availableAt) {}
}
