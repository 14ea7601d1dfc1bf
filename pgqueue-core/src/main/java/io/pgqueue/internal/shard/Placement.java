package io.pgqueue.internal.shard;

import io.pgqueue.EnqueueResult;
import io.pgqueue.EnqueueResult.Outcome;
import io.pgqueue.InvalidTaskException;
import io.pgqueue.OnDuplicate;
import io.pgqueue.ShardMismatchException;
import io.pgqueue.Task;
import io.pgqueue.TaskGroup;
import io.pgqueue.TaskInfo;
import io.pgqueue.UnknownKindException;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

/** Where tasks are put: by shard key, ordering key or external key, else by the transaction, else in turn. */
public final class Placement {

    private final Shards shards;
    private final boolean crossShardTransactions;

    /**
     * @param crossShardTransactions whether a task may be added in a transaction that is on another shard, and then
     *     commits by itself
     */
    public Placement(Shards shards, boolean crossShardTransactions) {
        this.shards = shards;
        this.crossShardTransactions = crossShardTransactions;
    }

    /**
     * Where a task goes, or where it is already.
     *
     * @throws ShardMismatchException if the surrounding transaction is on another shard
     */
    Place of(Task task) {
        Key key = Key.of(task);
        if (key == null) {
            return new Place(withoutKey(), null);
        }
        Shard shard = shards.ofKey(key.value);
        Optional<Place> before = before(task, key, shard);
        Place place = before.orElseGet(() -> new Place(shard, null));
        if (place.kept == null) {
            requireCarried(task, key, place.shard);
        }
        return place;
    }

    /**
     * Where a group goes with all its tasks and those for its end: to the shard of the shard key that any of them has.
     * Their other keys do not count.
     *
     * @throws InvalidTaskException if they have different shard keys
     * @throws ShardMismatchException if the surrounding transaction is on another shard
     */
    Shard of(TaskGroup group) {
        Task keyed = KeyedTask.of(group);
        Key key = keyed == null ? null : Key.of(keyed);
        if (keyed == null || key == null) {
            return withoutKey();
        }
        Shard shard = shards.ofKey(key.value);
        requireCarried(keyed, key, shard);
        return shard;
    }

    /**
     * Checks that a task may be added on a shard together with something else there.
     *
     * @throws ShardMismatchException if its key is another shard's
     */
    public void requireOn(String shardName, Task task) {
        Key key = Key.of(task);
        if (key == null || crossShardTransactions) {
            return;
        }
        Shard shard = shards.ofKey(key.value);
        if (!shard.name().equals(shardName)) {
            throw mismatch(task, key, shard.name(), shardName);
        }
    }

    private Shard withoutKey() {
        return shards.ofTransaction().orElseGet(shards::next);
    }

    /** Looks for the external key in the shard that had it before shards were added. */
    private Optional<Place> before(Task task, Key key, Shard shard) {
        String externalKey = task.externalKey();
        Shard before = externalKey == null || !shard.isAdded() ? null : shards.beforeOf(key.value);
        if (before == null || externalKey == null) {
            return Optional.empty();
        }
        return find(before, task.kind(), externalKey)
                .map(kept -> new Place(
                        before,
                        task.onDuplicate() == OnDuplicate.KEEP
                                ? new EnqueueResult(kept.id(), Outcome.DUPLICATE)
                                : null));
    }

    private static Optional<TaskInfo> find(Shard shard, String kind, String externalKey) {
        try {
            return shard.queue().find(kind, externalKey);
        } catch (UnknownKindException e) {
            return Optional.empty(); // then no task of it is there
        }
    }

    private void requireCarried(Task task, Key key, Shard shard) {
        if (crossShardTransactions || shard.isInTransaction()) {
            return;
        }
        shards.ofTransaction().ifPresent(other -> {
            throw mismatch(task, key, shard.name(), other.name());
        });
    }

    private static ShardMismatchException mismatch(Task task, Key key, String taskShard, String transactionShard) {
        return new ShardMismatchException(
                "a task of kind '" + task.kind() + "' with " + key.name + " '" + key.value + "' belongs to shard '"
                        + taskShard + "', but the surrounding transaction is on shard '" + transactionShard
                        + "', and the two would not commit together; begin the transaction on shard '" + taskShard
                        + "', give the task the shard key of the data that it is about, enqueue it outside of the"
                        + " transaction, or set pgqueue.sharding.cross-shard-transactions=allow, and it commits by"
                        + " itself",
                taskShard,
                transactionShard);
    }

    /**
     * A task's place.
     *
     * @param kept the answer, where nothing is to be added because the task is there; else null
     */
    record Place(Shard shard, @Nullable EnqueueResult kept) {}

    /** What decides, and what it is called in messages. */
    private record Key(String name, String value) {

        static @Nullable Key of(Task task) {
            if (task.shardKey() != null) {
                return new Key("shard key", task.shardKey());
            }
            if (task.orderingKey() != null) {
                return new Key("ordering key", task.orderingKey());
            }
            return task.externalKey() != null ? new Key("external key", task.externalKey()) : null;
        }
    }
}
