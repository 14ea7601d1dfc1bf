package io.pgqueue.benchmarks.fire.process;

import io.pgqueue.benchmarks.fire.ledger.CancelAnswer;
import io.pgqueue.benchmarks.fire.ledger.Kinds;
import java.time.Duration;
import java.util.List;
import org.jspecify.annotations.Nullable;

/** How a producer adds and cancels tasks, and publishes events, in the surrounding transaction. */
public interface Door {

    /** The id of the task, be it a new one or the one that has the external key. */
    long add(String kind, Job job, @Nullable String externalKey, @Nullable String orderingKey);

    /** The same without keys, of a task that can run only after so long. */
    long addLater(String kind, Job job, Duration delay);

    /** Adds tasks of a kind as a group, which ends with one of {@link Kinds#DONE} or {@link Kinds#FAILED}. */
    Grouped addGroup(String kind, List<Job> jobs);

    CancelAnswer cancel(long task);

    /** The id of the event. */
    long publish(String aggregate, int place);

    /**
     * A group that was added.
     *
     * @param id of the group
     * @param tasks ids; none where they are not told
     */
    record Grouped(long id, List<Long> tasks) {}
}
