package io.pgqueue.benchmarks.fire.ledger;

import java.util.List;
import java.util.Map;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/**
 * What the database has when all is over.
 *
 * @param tasks live and closed
 * @param marks of the transactions that committed
 * @param effects by task, the attempts that had one
 * @param unsentEvents ids
 * @param leftLanes ordering keys that are still held
 * @param openGroups groups that have not come to rest
 */
public record Remains(
        List<StoredTask> tasks,
        Set<String> marks,
        Map<Long, List<Integer>> effects,
        List<Long> unsentEvents,
        long leftLanes,
        long openGroups) {

    /**
     * A task as the database has it.
     *
     * @param errors attempts whose errors are kept, in order
     * @param run which run of a handler succeeded, by its result; null if none did
     * @param pid of the process that is on record as having run it; 0 if there is none
     * @param slot for which a schedule added it, null if none did
     * @param parent which added it as its follow-up, null if none did
     * @param group that it is a member of, null if of none
     * @param lastOf group at the end of which it was added, null if at none
     */
    public record StoredTask(
            long id,
            String kind,
            String status,
            int attempt,
            List<Integer> errors,
            @Nullable String run,
            long pid,
            @Nullable String externalKey,
            @Nullable String slot,
            @Nullable Long parent,
            @Nullable Long group,
            @Nullable Long lastOf) {

        boolean succeeded() {
            return status.equals("succeeded");
        }

        boolean isCancelled() {
            return status.equals("cancelled");
        }

        boolean hasNoAttemptsLeft() {
            return status.equals("no_attempts_left");
        }

        boolean isClosed() {
            return succeeded() || isCancelled() || hasNoAttemptsLeft();
        }
    }
}
