package io.pgqueue;

import java.util.List;

/**
 * What became of a group that was enqueued.
 *
 * @param groupId id of the group, for {@link TaskAdmin#group}
 * @param results one for each of its tasks, in their order; only those that were added are members of the group
 */
public record EnqueuedGroup(long groupId, List<EnqueueResult> results) {

    /** Copies the results. */
    public EnqueuedGroup {
        results = List.copyOf(results);
    }
}
