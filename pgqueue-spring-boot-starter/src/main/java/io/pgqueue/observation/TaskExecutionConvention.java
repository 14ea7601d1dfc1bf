package io.pgqueue.observation;

import io.micrometer.common.KeyValue;
import io.micrometer.common.KeyValues;
import io.micrometer.observation.Observation;
import io.micrometer.observation.ObservationConvention;
import java.util.Locale;

/**
 * Names and tags of {@code pgqueue.task.execution}: low cardinality {@code kind} and {@code outcome}, high cardinality
 * {@code pgqueue.task.id} and {@code pgqueue.attempt}. With shards {@code shard} is added to the low ones, whatever the
 * convention. A bean of this type replaces what is here, method by method.
 */
public interface TaskExecutionConvention extends ObservationConvention<TaskExecutionContext> {

    @Override
    default String getName() {
        return "pgqueue.task.execution";
    }

    @Override
    default String getContextualName(TaskExecutionContext context) {
        return "run " + context.task().kind();
    }

    @Override
    default KeyValues getLowCardinalityKeyValues(TaskExecutionContext context) {
        return KeyValues.of(
                KeyValue.of("kind", context.task().kind()),
                KeyValue.of(
                        "outcome",
                        context.outcome() == null
                                ? "running"
                                : context.outcome().name().toLowerCase(Locale.ROOT)));
    }

    @Override
    default KeyValues getHighCardinalityKeyValues(TaskExecutionContext context) {
        return KeyValues.of(
                KeyValue.of("pgqueue.task.id", Long.toString(context.task().taskId())),
                KeyValue.of("pgqueue.attempt", Integer.toString(context.task().attempt())));
    }

    @Override
    default boolean supportsContext(Observation.Context context) {
        return context instanceof TaskExecutionContext;
    }
}
