package io.pgqueue;

import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/** A task with all that is kept of it, as it stood when it was read. */
public interface TaskInfo extends TaskSummary {

    /** The header by which a task says what schedule added it. */
    String SCHEDULE_HEADER = "pgqueue-schedule";

    /** JSON; null if the task was enqueued with none. */
    @Nullable
    String payload();

    Map<String, String> headers();

    /** JSON; null if the handler returned nothing, or nothing that JSON could express. */
    @Nullable
    String result();

    /** Name of the schedule that added it; null if none did. */
    @Nullable
    default String schedule() {
        return headers().get(SCHEDULE_HEADER);
    }

    /** Its last errors, the oldest first. */
    List<TaskError> errors();

    @Override
    @Nullable
    default TaskError lastError() {
        List<TaskError> errors = errors();
        return errors.isEmpty() ? null : errors.get(errors.size() - 1);
    }
}
