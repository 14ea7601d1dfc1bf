package io.pgqueue.observation;

import io.micrometer.common.KeyValue;
import io.micrometer.common.KeyValues;
import io.micrometer.observation.Observation;
import io.micrometer.observation.ObservationConvention;

/**
 * Names and tags of {@code pgqueue.batch.execution}: low cardinality {@code kind}, high cardinality {@code pgqueue.tasks}. With
 * shards {@code shard} is added to the low ones, whatever the convention. A bean of this type replaces what is here, method by
 * method.
 */
public interface TaskBatchConvention extends ObservationConvention<TaskBatchContext> {

    @Override
    default String getName() {
        return "pgqueue.batch.execution";
    }

    @Override
    default String getContextualName(TaskBatchContext context) {
        return "run batch of " + context.kind();
    }

    @Override
    default KeyValues getLowCardinalityKeyValues(TaskBatchContext context) {
        return KeyValues.of(KeyValue.of("kind", context.kind()));
    }

    @Override
    default KeyValues getHighCardinalityKeyValues(TaskBatchContext context) {
        return KeyValues.of(
                KeyValue.of("pgqueue.tasks", Integer.toString(context.tasks().size())));
    }

    @Override
    default boolean supportsContext(Observation.Context context) {
        return context instanceof TaskBatchContext;
    }
}
