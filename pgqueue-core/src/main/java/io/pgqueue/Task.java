package io.pgqueue;

import java.time.Duration;
import java.time.Instant;
import java.util.Collections;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.Objects;
import org.jspecify.annotations.Nullable;

/**
 * A task to add: immutable, built by {@link #of} and {@code withX}. Its fields are checked when it is enqueued, not
 * here, so that an error can name the rule and the place where the rule is set.
 */
public final class Task {

    /** Priority of a task that names none, in the middle of 0 (most urgent) to 9. */
    public static final int DEFAULT_PRIORITY = 5;

    private final String kind;
    private final @Nullable Object payload;
    private final @Nullable String externalKey;
    private final @Nullable String orderingKey;
    private final @Nullable Duration delay;
    private final @Nullable Instant availableAt;
    private final int priority;
    private final Map<String, String> headers;
    private final OnDuplicate onDuplicate;
    private final @Nullable String partitionKey;
    private final @Nullable String shardKey;

    private Task(Draft draft) {
        this.kind = draft.kind;
        this.payload = draft.payload;
        this.externalKey = draft.externalKey;
        this.orderingKey = draft.orderingKey;
        this.delay = draft.delay;
        this.availableAt = draft.availableAt;
        this.priority = draft.priority;
        this.headers = draft.headers;
        this.onDuplicate = draft.onDuplicate;
        this.partitionKey = draft.partitionKey;
        this.shardKey = draft.shardKey;
    }

    /**
     * A task of a kind, with a payload that the JSON codec can write.
     *
     * @param kind {@code [a-z0-9][a-z0-9-]{0,62}}
     * @param payload any object, or null for none
     */
    public static Task of(String kind, @Nullable Object payload) {
        return new Task(new Draft(Objects.requireNonNull(kind, "kind"), payload));
    }

    /** A task of a typed kind; the compiler checks the payload. */
    public static <P> Task of(TaskKind<P> kind, P payload) {
        return of(kind.name(), payload);
    }

    /**
     * With the kind, this key identifies the task: while a task with it is kept, adding it again adds nothing. It
     * outlives the task's completion by the kind's terminal TTL, 72 hours by default.
     *
     * @param externalKey 1 to 255 characters
     */
    public Task withExternalKey(String externalKey) {
        Draft draft = draft();
        draft.externalKey = Objects.requireNonNull(externalKey, "externalKey");
        return new Task(draft);
    }

    /**
     * Tasks of a kind with the same ordering key run one at a time, in the order in which they were enqueued, on whatever
     * instance; those of other keys run beside them. One that fails keeps those behind it waiting until it has succeeded,
     * was cancelled, or, where the kind says so, has no attempts left. Priorities and delays do not change the order.
     *
     * <p>The order is that of transactions that do not overlap: of two that add tasks of one key at the same time, either
     * may come first.
     *
     * @param orderingKey 1 to 255 characters, such as the id of an account
     */
    public Task withOrderingKey(String orderingKey) {
        Draft draft = draft();
        draft.orderingKey = Objects.requireNonNull(orderingKey, "orderingKey");
        return new Task(draft);
    }

    /** Not to be run earlier than this long after it was enqueued, by the database's clock; not negative. */
    public Task withDelay(Duration delay) {
        Draft draft = draft();
        draft.delay = Objects.requireNonNull(delay, "delay");
        draft.availableAt = null;
        return new Task(draft);
    }

    /** Not to be run earlier than at this time, by the database's clock. A time in the past means at once. */
    public Task withAvailableAt(Instant availableAt) {
        Draft draft = draft();
        draft.availableAt = Objects.requireNonNull(availableAt, "availableAt");
        draft.delay = null;
        return new Task(draft);
    }

    /** 0, the most urgent, to 9; {@value #DEFAULT_PRIORITY} by default. */
    public Task withPriority(int priority) {
        Draft draft = draft();
        draft.priority = priority;
        return new Task(draft);
    }

    /** Adds a header: text that travels beside the payload, such as a trace id. */
    public Task withHeader(String name, String value) {
        Map<String, String> more = new LinkedHashMap<>(headers);
        more.put(Objects.requireNonNull(name, "name"), Objects.requireNonNull(value, "value"));
        Draft draft = draft();
        draft.headers = Collections.unmodifiableMap(more);
        return new Task(draft);
    }

    /** What to do if a task with the same kind and external key is kept; {@link OnDuplicate#KEEP} by default. */
    public Task onDuplicate(OnDuplicate onDuplicate) {
        Draft draft = draft();
        draft.onDuplicate = Objects.requireNonNull(onDuplicate, "onDuplicate");
        return new Task(draft);
    }

    /**
     * Whose task this is, a tenant's or a customer's say: the limits that its kind sets for each partition
     * ({@link KindLimits}) hold for all tasks with this key together. Tasks without one share a partition. Replacing a
     * waiting task leaves its partition as it is.
     *
     * <p>Only a kind with {@link KindLimits#withMaxRunningPerPartition} or {@link KindLimits#withMaxStartedPerPartition} has
     * its partitions take turns, so that one tenant cannot starve the others. Without either the key changes nothing about
     * which task runs next.
     *
     * @param partitionKey 1 to 255 characters
     */
    public Task withPartitionKey(String partitionKey) {
        Draft draft = draft();
        draft.partitionKey = Objects.requireNonNull(partitionKey, "partitionKey");
        return new Task(draft);
    }

    /**
     * Where a queue has several shards, tasks with the same shard key are in the same one: that of the data which they
     * are about. Without one the ordering key decides, or else the external key, or else the surrounding transaction. An
     * external key is unique within its shard. All tasks of a {@link TaskGroup} are in one shard. Where there are no shards
     * it says nothing.
     *
     * @param shardKey 1 to 255 characters, such as the id of a tenant
     */
    public Task withShardKey(String shardKey) {
        Draft draft = draft();
        draft.shardKey = Objects.requireNonNull(shardKey, "shardKey");
        return new Task(draft);
    }

    public String kind() {
        return kind;
    }

    public @Nullable Object payload() {
        return payload;
    }

    public @Nullable String externalKey() {
        return externalKey;
    }

    public @Nullable String orderingKey() {
        return orderingKey;
    }

    public @Nullable Duration delay() {
        return delay;
    }

    public @Nullable Instant availableAt() {
        return availableAt;
    }

    public int priority() {
        return priority;
    }

    /** Headers in the order in which they were added; unmodifiable. */
    public Map<String, String> headers() {
        return headers;
    }

    public OnDuplicate onDuplicate() {
        return onDuplicate;
    }

    public @Nullable String partitionKey() {
        return partitionKey;
    }

    public @Nullable String shardKey() {
        return shardKey;
    }

    /** Kind, key and time; never the payload, which may be confidential. */
    @Override
    public String toString() {
        StringBuilder text = new StringBuilder("Task[kind=").append(kind);
        if (externalKey != null) {
            text.append(", externalKey=").append(externalKey);
        }
        if (orderingKey != null) {
            text.append(", orderingKey=").append(orderingKey);
        }
        if (shardKey != null) {
            text.append(", shardKey=").append(shardKey);
        }
        if (delay != null) {
            text.append(", delay=").append(delay);
        }
        if (availableAt != null) {
            text.append(", availableAt=").append(availableAt);
        }
        return text.append(", priority=").append(priority).append(']').toString();
    }

    private Draft draft() {
        Draft draft = new Draft(kind, payload);
        draft.externalKey = externalKey;
        draft.orderingKey = orderingKey;
        draft.delay = delay;
        draft.availableAt = availableAt;
        draft.priority = priority;
        draft.headers = headers;
        draft.onDuplicate = onDuplicate;
        draft.partitionKey = partitionKey;
        draft.shardKey = shardKey;
        return draft;
    }

    /** The mutable twin that a {@code withX} changes before it becomes a task. */
    private static final class Draft {
        private final String kind;
        private final @Nullable Object payload;
        private @Nullable String externalKey;
        private @Nullable String orderingKey;
        private @Nullable Duration delay;
        private @Nullable Instant availableAt;
        private int priority = DEFAULT_PRIORITY;
        private Map<String, String> headers = Map.of();
        private OnDuplicate onDuplicate = OnDuplicate.KEEP;
        private @Nullable String partitionKey;
        private @Nullable String shardKey;

        Draft(String kind, @Nullable Object payload) {
            this.kind = kind;
            this.payload = payload;
        }
    }
}
