package io.pgqueue.internal.enqueue;

import io.pgqueue.InvalidTaskException;
import io.pgqueue.OnDuplicate;
import io.pgqueue.PayloadCodec;
import io.pgqueue.PayloadException;
import io.pgqueue.Task;
import io.pgqueue.TaskInfo;
import io.pgqueue.internal.store.KindCatalog;
import io.pgqueue.internal.store.NewTask;
import io.pgqueue.schedule.Schedule;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.time.Instant;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.regex.Pattern;
import org.jspecify.annotations.Nullable;

/** Checks every field of a task and turns it into what the database stores. Thread-safe. */
public final class TaskChecker {

    private static final Pattern KIND = Pattern.compile("[a-z0-9][a-z0-9-]{0,62}");
    private static final int MAX_KEY = 255;
    private static final int MAX_HEADERS = 100;
    private static final int MAX_HEADER_VALUE = 4_000;
    private static final int MAX_REASON = 1_000;
    private static final String STORABLE = "valid Unicode without U+0000";
    private static final Duration MAX_DELAY = Duration.ofDays(100 * 365);
    private static final Instant LATEST = Instant.parse("9999-12-31T23:59:59Z");
    private static final Instant EARLIEST = Instant.EPOCH;

    private static final List<String> OF_SCHEDULES = List.of(Schedule.NAME_HEADER, Schedule.SLOT_HEADER);

    private final KindCatalog kinds;
    private final PayloadCodec codec;
    private final int maxPayloadBytes;

    public TaskChecker(KindCatalog kinds, PayloadCodec codec, int maxPayloadBytes) {
        this.kinds = kinds;
        this.codec = codec;
        this.maxPayloadBytes = maxPayloadBytes;
    }

    /** Whether a kind's name has the form that names must have. */
    public static boolean isKindName(String name) {
        return KIND.matcher(name).matches();
    }

    /** The rule of {@link #isKindName}, for messages. */
    public static String kindNameRule() {
        return KIND.pattern();
    }

    /** The id of a kind, after a check of its name. */
    public int kindId(String kind) {
        if (!isKindName(kind)) {
            throw invalid("kind", kind, "must match " + kindNameRule());
        }
        return kinds.idOf(kind);
    }

    /**
     * Checks a task.
     *
     * @throws InvalidTaskException which names the field, its value and the rule
     */
    public NewTask check(Task task) {
        int kindId = kindId(task.kind());
        checkKey("externalKey", task.externalKey());
        checkKey("orderingKey", task.orderingKey());
        checkKey("partitionKey", task.partitionKey());
        checkKey("shardKey", task.shardKey());
        checkTimes(task);
        if (task.priority() < 0 || task.priority() > 9) {
            throw invalid("priority", task.priority(), "must be 0 (most urgent) to 9");
        }
        Duration delay = task.delay();
        Object payload = task.payload();
        return new NewTask(
                kindId,
                task.externalKey(),
                payload == null ? null : json("payload", payload),
                headers(task.headers()),
                task.priority(),
                delay == null ? null : delay.toMillis(),
                task.availableAt(),
                mode(task.onDuplicate()),
                task.orderingKey(),
                partitionKey(kindId, task.partitionKey()));
    }

    /** Checks the reason of a cancellation. */
    public static String checkReason(String reason) {
        if (reason.length() > MAX_REASON || !isStorable(reason)) {
            throw invalid("reason", reason, "must have at most " + MAX_REASON + " characters, and be " + STORABLE);
        }
        return reason;
    }

    /** The code that the database knows. */
    private static int mode(OnDuplicate onDuplicate) {
        return switch (onDuplicate) {
            case KEEP -> 0;
            case REPLACE_WAITING -> 1;
            case ADD_IF_CLOSED -> 2;
        };
    }

    /** Checks an external key. */
    static void checkKey(@Nullable String key) {
        checkKey("externalKey", key);
    }

    /** Checks the name of a group. */
    static @Nullable String checkName(@Nullable String name) {
        checkKey("name", name);
        return name;
    }

    /** Checks a key, or a name that is stored like one; null is right. */
    public static void checkKey(String field, @Nullable String key) {
        if (key != null && (key.isEmpty() || key.length() > MAX_KEY)) {
            throw invalid(field, key, "must have 1 to " + MAX_KEY + " characters, but has " + key.length());
        }
        if (key != null && !isStorable(key)) {
            throw invalid(field, key, "must be " + STORABLE);
        }
    }

    private static void checkTimes(Task task) {
        Duration delay = task.delay();
        if (delay != null && (delay.isNegative() || delay.compareTo(MAX_DELAY) > 0)) {
            throw invalid("delay", delay, "must be 0 to " + MAX_DELAY.toDays() + " days");
        }
        Instant at = task.availableAt();
        if (at != null && (at.isBefore(EARLIEST) || at.isAfter(LATEST))) {
            throw invalid("availableAt", at, "must be from " + EARLIEST + " to " + LATEST);
        }
    }

    /**
     * Writes a value as JSON that the database can store.
     *
     * @param field what the value is, for messages: payload or result
     */
    public String json(String field, Object value) {
        String json;
        try {
            json = codec.write(value);
        } catch (PayloadException e) {
            throw new InvalidTaskException(
                    field,
                    field + " of type " + value.getClass().getName() + " cannot be written as JSON: " + e.getMessage(),
                    e);
        }
        requireStorable(field, json);
        return json;
    }

    /**
     * Checks a text that is to be JSON that the database can store.
     *
     * @param field what it is, for messages
     */
    public void requireJson(String field, String text) {
        try {
            codec.read(text, Object.class);
        } catch (PayloadException e) {
            throw new InvalidTaskException(field, field + " is no JSON: " + e.getMessage(), e);
        }
        requireStorable(field, text);
    }

    private void requireStorable(String field, String json) {
        if (isOver(json, maxPayloadBytes)) {
            throw new InvalidTaskException(
                    field,
                    field + " has " + json.getBytes(StandardCharsets.UTF_8).length + " bytes of JSON, but may have "
                            + maxPayloadBytes + "; store large data elsewhere and pass a reference to it, or raise"
                            + " pgqueue.enqueue.max-payload-size");
        }
        String problem = JsonbText.problem(json);
        if (problem != null) {
            throw new InvalidTaskException(field, field + " " + problem);
        }
    }

    /**
     * A task like another one, to be added.
     *
     * @param payload JSON in the place of the other's; null for the same
     */
    NewTask like(TaskInfo other, @Nullable String payload) {
        if (payload != null) {
            requireJson("payload", payload);
        }
        int kindId = kindId(other.kind());
        return new NewTask(
                kindId,
                null,
                payload == null ? other.payload() : payload,
                headers(headersToCopy(other)),
                other.priority(),
                null,
                null,
                0,
                other.orderingKey(),
                partitionKey(kindId, other.partitionKey()));
    }

    /** Those of a task that one like it has, too: it is not a schedule that adds that one. */
    static Map<String, String> headersToCopy(TaskInfo other) {
        Map<String, String> headers = new LinkedHashMap<>(other.headers());
        headers.keySet().removeAll(OF_SCHEDULES);
        return headers;
    }

    /** What stored JSON holds, in maps and lists. */
    @Nullable
    Object value(@Nullable String json) {
        return json == null ? null : codec.read(json, Object.class);
    }

    private @Nullable String partitionKey(int kindId, @Nullable String key) {
        return key == null && kinds.hasPartitions(kindId) ? "" : key;
    }

    /** Checks headers and writes them as JSON; null if there are none. */
    public @Nullable String headers(Map<String, String> headers) {
        if (headers.isEmpty()) {
            return null;
        }
        if (headers.size() > MAX_HEADERS) {
            throw invalid("headers", headers.size() + " in number", "must be at most " + MAX_HEADERS);
        }
        headers.forEach((name, value) -> {
            if (name.isEmpty() || name.length() > MAX_KEY || !isStorable(name)) {
                throw invalid("headers", name, "names must have 1 to " + MAX_KEY + " characters, and be " + STORABLE);
            }
            if (value.length() > MAX_HEADER_VALUE || !isStorable(value)) {
                throw invalid(
                        "headers",
                        name + "=" + value,
                        "values must have at most " + MAX_HEADER_VALUE + " characters, and be " + STORABLE);
            }
        });
        return codec.write(headers);
    }

    /** Whether a text has neither U+0000 nor half of a surrogate pair. */
    private static boolean isStorable(String text) {
        for (int i = 0; i < text.length(); i++) {
            int c = text.codePointAt(i);
            if (c == 0 || (c >= Character.MIN_SURROGATE && c <= Character.MAX_SURROGATE)) {
                return false;
            }
            i += Character.charCount(c) - 1;
        }
        return true;
    }

    /** Whether a text has more bytes in UTF-8 than a limit; counts them only where it must. */
    private static boolean isOver(String text, int limit) {
        if (text.length() * 3L <= limit) {
            return false;
        }
        return text.length() > limit || text.getBytes(StandardCharsets.UTF_8).length > limit;
    }

    private static InvalidTaskException invalid(String field, Object value, String rule) {
        String shown = String.valueOf(value);
        shown = shown.length() > 100 ? shown.substring(0, 100) + "..." : shown;
        return new InvalidTaskException(field, field + " is '" + shown + "', but " + rule);
    }
}
