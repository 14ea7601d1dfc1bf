package io.pgqueue.autoconfigure.observation;

import io.micrometer.common.KeyValues;
import io.micrometer.observation.Observation;
import io.micrometer.observation.ObservationConvention;
import io.micrometer.observation.ObservationView;
import io.pgqueue.engine.QueueShard;
import io.pgqueue.engine.ShardedEngine;
import io.pgqueue.observation.TaskBatchContext;
import io.pgqueue.observation.TaskEnqueueContext;
import io.pgqueue.observation.TaskExecutionContext;
import java.util.Collection;
import java.util.List;
import java.util.function.Function;
import org.jspecify.annotations.Nullable;
import org.springframework.beans.factory.ObjectProvider;

/** Tells of which shard an observation is, by the ids of its tasks, and adds the tag that all meters of shards have. */
record ObservedShards(ObjectProvider<ShardedEngine> engine) {

    private static final String NONE = "none";

    boolean isSharded() {
        return engine.stream().findAny().isPresent();
    }

    ObservationConvention<TaskExecutionContext> ofExecutions(ObservationConvention<TaskExecutionContext> convention) {
        return isSharded() ? new Tagging<>(convention, context -> nameOf(ids(context))) : convention;
    }

    ObservationConvention<TaskBatchContext> ofBatches(ObservationConvention<TaskBatchContext> convention) {
        return isSharded() ? new Tagging<>(convention, context -> nameOf(ids(context))) : convention;
    }

    /** A follow-up is in the shard of the task whose handler adds it. */
    ObservationConvention<TaskEnqueueContext> ofEnqueueing(ObservationConvention<TaskEnqueueContext> convention) {
        return isSharded()
                ? new Tagging<>(
                        convention, context -> context.isFollowUp() ? ofRunning(context) : nameOf(context.taskIds()))
                : convention;
    }

    /** {@code several} if they are not of one, {@code none} if there are none. */
    private String nameOf(Collection<Long> taskIds) {
        List<String> names = taskIds.stream()
                .flatMap(id -> engine.getObject().shardOfTask(id).stream())
                .map(QueueShard::name)
                .distinct()
                .toList();
        return switch (names.size()) {
            case 0 -> NONE;
            case 1 -> names.get(0);
            default -> "several";
        };
    }

    private String ofRunning(Observation.ContextView context) {
        for (ObservationView parent = context.getParentObservation();
                parent != null;
                parent = parent.getContextView().getParentObservation()) {
            List<Long> ids = ids(parent.getContextView());
            if (!ids.isEmpty()) {
                return nameOf(ids);
            }
        }
        return NONE;
    }

    private static List<Long> ids(Observation.ContextView context) {
        if (context instanceof TaskExecutionContext execution) {
            return List.of(execution.task().taskId());
        }
        return context instanceof TaskBatchContext batch
                ? List.of(batch.tasks().get(0).taskId())
                : List.of();
    }

    private record Tagging<C extends Observation.Context>(
            ObservationConvention<C> convention, Function<C, String> shard) implements ObservationConvention<C> {

        @Override
        public @Nullable String getName() {
            return convention.getName();
        }

        @Override
        public @Nullable String getContextualName(C context) {
            return convention.getContextualName(context);
        }

        @Override
        public KeyValues getLowCardinalityKeyValues(C context) {
            return convention.getLowCardinalityKeyValues(context).and("shard", shard.apply(context));
        }

        @Override
        public KeyValues getHighCardinalityKeyValues(C context) {
            return convention.getHighCardinalityKeyValues(context);
        }

        @Override
        public boolean supportsContext(Observation.Context context) {
            return convention.supportsContext(context);
        }
    }
}
