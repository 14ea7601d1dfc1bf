package io.pgqueue.benchmarks.fire.process;

import org.jspecify.annotations.Nullable;

/** How a producer adds tasks and publishes events, in the surrounding transaction. */
public interface Door {

    /** The id of the task, be it a new one or the one that has the external key. */
    long add(String kind, Job job, @Nullable String externalKey, @Nullable String orderingKey);

    /** The id of the event. */
    long publish(String aggregate, int place);
}
