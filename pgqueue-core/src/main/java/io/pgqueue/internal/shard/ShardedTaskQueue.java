package io.pgqueue.internal.shard;

import io.pgqueue.EnqueueResult;
import io.pgqueue.EnqueuedGroup;
import io.pgqueue.Task;
import io.pgqueue.TaskGroup;
import io.pgqueue.TaskInfo;
import io.pgqueue.TaskQueue;
import io.pgqueue.internal.shard.Placement.Place;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.Collection;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Optional;
import java.util.function.Supplier;
import org.jspecify.annotations.Nullable;
import org.springframework.dao.DataAccessResourceFailureException;
import org.springframework.dao.TransientDataAccessResourceException;

/** The queue as applications see it: each task to its shard, and a question to those that may know the answer. */
public final class ShardedTaskQueue implements TaskQueue {

    private final Shards shards;
    private final Placement placement;

    public ShardedTaskQueue(Shards shards, Placement placement) {
        this.shards = shards;
        this.placement = placement;
    }

    @Override
    public EnqueueResult enqueue(Task task) {
        Place place = placement.of(task);
        if (place.kept() != null) {
            return place.kept();
        }
        return on(place.shard(), () -> place.shard().queue().enqueue(task));
    }

    /** All are checked before any is written; then there is one statement for each shard. */
    @Override
    public List<EnqueueResult> enqueueAll(Collection<Task> tasks) {
        @Nullable EnqueueResult[] results = new EnqueueResult[tasks.size()];
        Map<Shard, Part> parts = new LinkedHashMap<>();
        int position = 0;
        for (Task task : tasks) {
            Place place = placement.of(task);
            if (place.kept() != null) {
                results[position] = place.kept();
            } else {
                parts.computeIfAbsent(place.shard(), Part::new).add(position, task);
            }
            position++;
        }
        Map<Part, Supplier<List<EnqueueResult>>> prepared = new LinkedHashMap<>();
        parts.values().forEach(part -> prepared.put(part, on(part.shard, () -> part.prepare(tasks.size()))));
        prepared.forEach((part, add) -> part.put(on(part.shard, add), results));
        return Arrays.stream(results).map(Objects::requireNonNull).toList();
    }

    /** All its tasks, and those for its end, are in one shard, where the group is. */
    @Override
    public EnqueuedGroup enqueueGroup(TaskGroup group) {
        Shard shard = placement.of(group);
        return on(shard, () -> shard.queue().enqueueGroup(group));
    }

    @Override
    public Optional<TaskInfo> find(String kind, String externalKey) {
        return Everywhere.first(order(externalKey), shard -> shard.queue().find(kind, externalKey));
    }

    @Override
    public boolean cancel(String kind, String externalKey, String reason) {
        return Everywhere.first(
                        order(externalKey),
                        shard -> shard.queue()
                                .find(kind, externalKey)
                                .map(task -> shard.queue().cancel(kind, externalKey, reason)))
                .orElse(false);
    }

    /** Adds tasks on a shard, which is left out of turn if that fails of its database. */
    private <T> T on(Shard shard, Supplier<T> step) {
        try {
            return step.get();
        } catch (DataAccessResourceFailureException | TransientDataAccessResourceException e) {
            shards.leaveOut(shard);
            throw e;
        }
    }

    private List<Shard> order(String externalKey) {
        return shards.beginningWith(shards.ofKey(externalKey));
    }

    /** The tasks of a batch that are one shard's. */
    private static final class Part {
        private final Shard shard;
        private final List<Task> tasks = new ArrayList<>();
        private final List<Integer> positions = new ArrayList<>();

        Part(Shard shard) {
            this.shard = shard;
        }

        void add(int position, Task task) {
            tasks.add(task);
            positions.add(position);
        }

        Supplier<List<EnqueueResult>> prepare(int all) {
            return shard.prepare(tasks, i -> "task " + (positions.get(i) + 1) + " of " + all);
        }

        void put(List<EnqueueResult> part, @Nullable EnqueueResult[] results) {
            for (int i = 0; i < part.size(); i++) {
                results[positions.get(i)] = part.get(i);
            }
        }
    }
}
