package io.pgqueue.internal.store;

import java.util.ArrayList;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * A checked group as it goes to the database.
 *
 * @param whenDone to be added when all are done
 * @param whenFailed to be added when some failed for good
 */
public record NewGroup(
        @Nullable String name,
        List<NewTask> tasks,
        @Nullable NewTask whenDone,
        @Nullable NewTask whenFailed) {

    /** The tasks for its ends, those that there are. */
    List<NewTask> followUps() {
        List<NewTask> followUps = new ArrayList<>();
        if (whenDone != null) {
            followUps.add(whenDone);
        }
        if (whenFailed != null) {
            followUps.add(whenFailed);
        }
        return followUps;
    }

    /** Of each of them whether it is for a failure. */
    Boolean[] onFailure() {
        Boolean[] onFailure = new Boolean[followUps().size()];
        for (int i = 0; i < onFailure.length; i++) {
            onFailure[i] = i > 0 || whenDone == null;
        }
        return onFailure;
    }
}
