package io.pgqueue.internal.shard;

import io.pgqueue.EnqueueResult;
import io.pgqueue.Task;
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
        try {
            return place.shard().queue().enqueue(task);
        } catch (DataAccessResourceFailureException | TransientDataAccessResourceException e) {
            shards.leaveOut(place.shard());
            throw e;
        }
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
        parts.values().forEach(part -> part.prepare(tasks.size()));
        parts.values().forEach(part -> part.addTo(results));
        return Arrays.stream(results).map(Objects::requireNonNull).toList();
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

    private List<Shard> order(String externalKey) {
        return shards.beginningWith(shards.ofKey(externalKey));
    }

    /** The tasks of a batch that are one shard's. */
    private static final class Part {
        private final Shard shard;
        private final List<Task> tasks = new ArrayList<>();
        private final List<Integer> positions = new ArrayList<>();
        private @Nullable Supplier<List<EnqueueResult>> prepared;

        Part(Shard shard) {
            this.shard = shard;
        }

        void add(int position, Task task) {
            tasks.add(task);
            positions.add(position);
        }

        void prepare(int all) {
            prepared = shard.prepare(tasks, i -> "task " + (positions.get(i) + 1) + " of " + all + ": ");
        }

        void addTo(@Nullable EnqueueResult[] results) {
            List<EnqueueResult> added = Objects.requireNonNull(prepared).get();
            for (int i = 0; i < added.size(); i++) {
                results[positions.get(i)] = added.get(i);
            }
        }
    }
}
