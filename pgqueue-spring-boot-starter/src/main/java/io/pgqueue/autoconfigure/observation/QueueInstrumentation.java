package io.pgqueue.autoconfigure.observation;

import io.pgqueue.Task;
import io.pgqueue.TaskQueue;

/** What stands around the enqueueing of tasks. */
public interface QueueInstrumentation {

    /** A queue to use in the place of this one. */
    TaskQueue around(TaskQueue queue);

    /** What to add in the place of a handler's follow-up. */
    Task followUp(Task task);
}
