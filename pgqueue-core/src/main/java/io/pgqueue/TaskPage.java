package io.pgqueue;

import java.time.Instant;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * Some of the tasks that a filter matches.
 *
 * @param tasks in the order of {@link TaskAdmin#find(TaskFilter, String, int)}; can be none although there are more
 * @param next where to go on; null if there is nothing left to look at
 * @param searchedTo how far back the search came, by the time at which tasks were closed, or created where it is among those
 *     that are live; null if {@code next} is, or nothing was looked at
 * @param cutShort whether the search ended because its time was up, before the page was full
 */
public record TaskPage(
        List<TaskSummary> tasks,
        @Nullable String next,
        @Nullable Instant searchedTo,
        boolean cutShort) {

    public TaskPage {
        tasks = List.copyOf(tasks);
    }
}
