package io.pgqueue.observation;

import io.micrometer.common.KeyValue;
import io.micrometer.common.KeyValues;
import io.micrometer.observation.Observation;
import io.micrometer.observation.ObservationConvention;

/**
 * Names and tags of {@code pgqueue.enqueue}: low cardinality {@code kind}, high cardinality {@code pgqueue.tasks}, how many.
 * With shards {@code shard} is added to the low ones, whatever the convention. A bean of this type replaces what is here,
 * method by method.
 */
public interface TaskEnqueueConvention extends ObservationConvention<TaskEnqueueContext> {

    @Override
    default String getName() {
        return "pgqueue.enqueue";
    }

    @Override
    default String getContextualName(TaskEnqueueContext context) {
        return "enqueue " + context.kind();
    }

    @Override
    default KeyValues getLowCardinalityKeyValues(TaskEnqueueContext context) {
        return KeyValues.of(KeyValue.of("kind", context.kind()));
    }

    @Override
    default KeyValues getHighCardinalityKeyValues(TaskEnqueueContext context) {
        return KeyValues.of(
                KeyValue.of("pgqueue.tasks", Integer.toString(context.tasks().size())));
    }

    @Override
    default boolean supportsContext(Observation.Context context) {
        return context instanceof TaskEnqueueContext;
    }
}
