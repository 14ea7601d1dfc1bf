package io.pgqueue;

import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.time.Instant;
import java.util.Collection;
import java.util.EnumSet;
import java.util.List;
import java.util.Set;
import java.util.function.Consumer;
import org.jspecify.annotations.Nullable;

/**
 * Which tasks an operator means: those that meet all conditions. Immutable; built by {@link #all()} and {@code withX}, of
 * which each checks its value. Times are compared with the database's; {@code from} is inclusive, {@code to} is not, and
 * either may be null for no bound.
 */
public final class TaskFilter {

    private static final TaskFilter ALL = new TaskFilter(new Conditions());
    private static final int MAX_KEY = 255;
    private static final int MAX_TEXT = 1_000;
    private static final int MAX_PAYLOAD = 10_000;
    private static final Duration MAX_AGE = Duration.ofDays(36_500);

    private final Conditions conditions;

    private TaskFilter(Conditions conditions) {
        this.conditions = conditions;
    }

    /** Every task, live and closed. */
    public static TaskFilter all() {
        return ALL;
    }

    /** Tasks of one of these kinds; none for any. */
    public TaskFilter withKinds(Collection<String> kinds) {
        return with(next -> next.kinds = List.copyOf(kinds));
    }

    /** Tasks of one kind. */
    public TaskFilter withKind(String kind) {
        return withKinds(List.of(kind));
    }

    /** Tasks with one of these statuses; none for any. */
    public TaskFilter withStatuses(Collection<TaskStatus> statuses) {
        return with(next -> next.statuses = Set.copyOf(statuses));
    }

    /** Tasks with one of these statuses. */
    public TaskFilter withStatus(TaskStatus first, TaskStatus... others) {
        return withStatuses(EnumSet.of(first, others));
    }

    /** Tasks with this external key: that which holds it, and older ones that had it. 1 to 255 characters. */
    public TaskFilter withExternalKey(String externalKey) {
        return with(next -> {
            next.externalKey = text("externalKey", externalKey, MAX_KEY);
            next.externalKeyPrefix = null;
        });
    }

    /** Tasks whose external key begins so, in place of {@link #withExternalKey}. 1 to 255 characters. */
    public TaskFilter withExternalKeyPrefix(String prefix) {
        return with(next -> {
            next.externalKeyPrefix = text("externalKeyPrefix", prefix, MAX_KEY);
            next.externalKey = null;
        });
    }

    /** Tasks with this ordering key. 1 to 255 characters. */
    public TaskFilter withOrderingKey(String orderingKey) {
        return with(next -> next.orderingKey = text("orderingKey", orderingKey, MAX_KEY));
    }

    /** Tasks of this partition. 1 to 255 characters. */
    public TaskFilter withPartitionKey(String partitionKey) {
        return with(next -> next.partitionKey = text("partitionKey", partitionKey, MAX_KEY));
    }

    /** Members of a group, see {@link TaskQueue#enqueueGroup}. */
    public TaskFilter withGroup(long groupId) {
        return with(next -> next.groupId = groupId);
    }

    /** Tasks with these ids, both ends inclusive. */
    public TaskFilter withIds(long from, long to) {
        if (from > to) {
            throw new IllegalArgumentException("ids from " + from + " to " + to + " are none; swap them");
        }
        return with(next -> {
            next.idFrom = from;
            next.idTo = to;
        });
    }

    /** Tasks that were added in this time. */
    public TaskFilter withCreated(@Nullable Instant from, @Nullable Instant to) {
        return with(next -> next.created = new TimeRange("created", from, to));
    }

    /** Tasks that were closed in this time. */
    public TaskFilter withFinished(@Nullable Instant from, @Nullable Instant to) {
        return with(next -> next.finished = new TimeRange("finished", from, to));
    }

    /** Tasks whose {@link TaskSummary#availableAt} is in this time. */
    public TaskFilter withAvailable(@Nullable Instant from, @Nullable Instant to) {
        return with(next -> next.available = new TimeRange("available", from, to));
    }

    /** Tasks that were added so long ago or longer, by the database's clock: 0 to 100 years. */
    public TaskFilter withMinAge(Duration age) {
        if (age.isNegative() || age.compareTo(MAX_AGE) > 0) {
            throw new IllegalArgumentException("minAge is " + age + ", but must be 0 to 100 years");
        }
        return with(next -> next.minAge = age);
    }

    /**
     * Tasks of whose kept errors one is of this class, as {@link TaskError#type} has it: its full name, or the part after
     * the last dot. 1 to 1,000 characters.
     */
    public TaskFilter withErrorType(String type) {
        return with(next -> next.errorType = text("errorType", type, MAX_TEXT));
    }

    /** Tasks of whose kept errors one has this text in its message, in any case of letters. 1 to 1,000 characters. */
    public TaskFilter withErrorText(String text) {
        return with(next -> next.errorText = text("errorText", text, MAX_TEXT));
    }

    /**
     * Tasks whose payload contains this JSON, as PostgreSQL's {@code @>} has it: an object with a field contains it if it
     * has the same field with the same value.
     *
     * @param json 1 to 10,000 characters; what is not JSON is refused when it is used
     */
    public TaskFilter withPayload(String json) {
        return with(next -> next.payload = text("payload", json, MAX_PAYLOAD));
    }

    /** Empty for any. */
    public List<String> kinds() {
        return conditions.kinds;
    }

    /** Empty for any. */
    public Set<TaskStatus> statuses() {
        return conditions.statuses;
    }

    public @Nullable String externalKey() {
        return conditions.externalKey;
    }

    public @Nullable String externalKeyPrefix() {
        return conditions.externalKeyPrefix;
    }

    public @Nullable String orderingKey() {
        return conditions.orderingKey;
    }

    public @Nullable String partitionKey() {
        return conditions.partitionKey;
    }

    public @Nullable Long groupId() {
        return conditions.groupId;
    }

    public @Nullable Long idFrom() {
        return conditions.idFrom;
    }

    public @Nullable Long idTo() {
        return conditions.idTo;
    }

    public TimeRange created() {
        return conditions.created;
    }

    public TimeRange finished() {
        return conditions.finished;
    }

    public TimeRange available() {
        return conditions.available;
    }

    public @Nullable Duration minAge() {
        return conditions.minAge;
    }

    public @Nullable String errorType() {
        return conditions.errorType;
    }

    public @Nullable String errorText() {
        return conditions.errorText;
    }

    public @Nullable String payload() {
        return conditions.payload;
    }

    private TaskFilter with(Consumer<Conditions> change) {
        Conditions next = conditions.copy();
        change.accept(next);
        return new TaskFilter(next);
    }

    private static String text(String name, String value, int most) {
        // half of a surrogate pair would reach the database as a question mark, and match what nobody meant
        if (value.isEmpty()
                || value.length() > most
                || value.indexOf('\0') >= 0
                || !StandardCharsets.UTF_8.newEncoder().canEncode(value)) {
            throw new IllegalArgumentException(name + " has " + value.length() + " characters, but must have 1 to "
                    + most + ", and be valid Unicode without U+0000");
        }
        return value;
    }

    /** What is mutable while a {@code withX} changes it, and never again. */
    private static final class Conditions {
        private List<String> kinds = List.of();
        private Set<TaskStatus> statuses = Set.of();
        private @Nullable String externalKey;
        private @Nullable String externalKeyPrefix;
        private @Nullable String orderingKey;
        private @Nullable String partitionKey;
        private @Nullable Long groupId;
        private @Nullable Long idFrom;
        private @Nullable Long idTo;
        private TimeRange created = TimeRange.ANY;
        private TimeRange finished = TimeRange.ANY;
        private TimeRange available = TimeRange.ANY;
        private @Nullable Duration minAge;
        private @Nullable String errorType;
        private @Nullable String errorText;
        private @Nullable String payload;

        private Conditions copy() {
            Conditions copy = new Conditions();
            copy.kinds = kinds;
            copy.statuses = statuses;
            copy.externalKey = externalKey;
            copy.externalKeyPrefix = externalKeyPrefix;
            copy.orderingKey = orderingKey;
            copy.partitionKey = partitionKey;
            copy.groupId = groupId;
            copy.idFrom = idFrom;
            copy.idTo = idTo;
            copy.created = created;
            copy.finished = finished;
            copy.available = available;
            copy.minAge = minAge;
            copy.errorType = errorType;
            copy.errorText = errorText;
            copy.payload = payload;
            return copy;
        }
    }
}
