package io.pgqueue.autoconfigure.actuate;

import io.pgqueue.BulkResult;
import io.pgqueue.InvalidTaskException;
import io.pgqueue.TaskAdmin;
import io.pgqueue.TaskFilter;
import io.pgqueue.autoconfigure.actuate.TaskDescriptor.PageDescriptor;
import java.time.Duration;
import java.util.HashMap;
import java.util.Map;
import java.util.Objects;
import java.util.function.Supplier;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;
import org.springframework.boot.actuate.endpoint.InvalidEndpointRequestException;
import org.springframework.boot.actuate.endpoint.annotation.ReadOperation;
import org.springframework.boot.actuate.endpoint.annotation.Selector;
import org.springframework.boot.actuate.endpoint.annotation.WriteOperation;
import org.springframework.boot.convert.DurationStyle;

/** What the endpoint {@code pgqueue} reads and does through {@link TaskAdmin}, with shards as without. */
abstract class QueueOperations {

    private static final Logger log = LoggerFactory.getLogger(QueueOperations.class);
    private static final String FIND = "find";
    private static final int PAGE = 100;
    private static final int MOST = 10_000;

    private final TaskAdmin admin;
    private final ProcessingSwitch processing;

    QueueOperations(TaskAdmin admin, ProcessingSwitch processing) {
        this.admin = admin;
        this.processing = processing;
    }

    /**
     * {@code tasks/4711}: one task, null if there is none. {@code tasks/find}: those that a filter matches; kind and status
     * may be several, with commas.
     */
    @ReadOperation
    public @Nullable Object tasks(
            @Selector String section,
            @Selector String name,
            @Nullable String kind,
            @Nullable String status,
            @Nullable String key,
            @Nullable String keyPrefix,
            @Nullable String orderingKey,
            @Nullable String partitionKey,
            @Nullable String group,
            @Nullable String createdFrom,
            @Nullable String createdTo,
            @Nullable String finishedFrom,
            @Nullable String finishedTo,
            @Nullable String minAge,
            @Nullable String errorType,
            @Nullable String errorText,
            @Nullable String payload,
            @Nullable String cursor,
            @Nullable Integer limit) {
        if (!section.equals("tasks")) {
            return null;
        }
        if (!name.equals(FIND)) {
            return admin.find(id(name)).map(TaskDescriptor::of).orElse(null);
        }
        Map<String, @Nullable String> filter = new HashMap<>();
        filter.put("kind", kind);
        filter.put("status", status);
        filter.put("key", key);
        filter.put("keyPrefix", keyPrefix);
        filter.put("orderingKey", orderingKey);
        filter.put("partitionKey", partitionKey);
        filter.put("group", group);
        filter.put("createdFrom", createdFrom);
        filter.put("createdTo", createdTo);
        filter.put("finishedFrom", finishedFrom);
        filter.put("finishedTo", finishedTo);
        filter.put("minAge", minAge);
        filter.put("errorType", errorType);
        filter.put("errorText", errorText);
        filter.put("payload", payload);
        return checked(() -> PageDescriptor.of(
                admin.find(FilterReader.read(filter), cursor, Objects.requireNonNullElse(limit, PAGE))));
    }

    /** {@code processing/start} and {@code processing/stop}, of this instance. */
    @WriteOperation
    public Map<String, Object> operate(@Selector String section, @Selector String name) {
        if (section.equals("processing") && name.equals("start")) {
            log.info("processing is to be started, says the endpoint");
            processing.start().run();
        } else if (section.equals("processing") && name.equals("stop")) {
            log.info("processing is to be stopped, says the endpoint");
            processing.stop().run();
        } else {
            throw FilterReader.invalid("there is no operation " + section + "/" + name
                    + "; there are processing/start and processing/stop");
        }
        return Map.of("requested", name);
    }

    /**
     * {@code kinds/<kind>/} with {@code pause}, {@code resume}, {@code worker-count}, {@code terminal-ttl} (without a value
     * they are reset); {@code tasks/<id>/} and {@code tasks/find/} with {@code retry}, {@code cancel}, {@code run-now},
     * {@code delete}, the latter with a filter, and again with the {@code next} of the answer until that is null.
     *
     * @param filter as the query of {@code tasks/find}, such as {@code kind=mail&status=new}; to mean all tasks it has to be
     *     there and empty
     */
    @WriteOperation
    public Map<String, Object> change(
            @Selector String section,
            @Selector String name,
            @Selector String action,
            @Nullable Integer workerCount,
            @Nullable String terminalTtl,
            @Nullable Integer attempts,
            @Nullable String reason,
            @Nullable String filter,
            @Nullable String cursor,
            @Nullable Integer limit) {
        String what = section + "/" + name + "/" + action;
        log.info("{}, says the endpoint", OneLine.of(what));
        int more = Objects.requireNonNullElse(attempts, 1);
        String why = Objects.requireNonNullElse(reason, "cancelled by the endpoint");
        return checked(() -> switch (section) {
            case "kinds" -> changed(changeKind(name, action, workerCount, terminalTtl));
            case "tasks" ->
                name.equals(FIND)
                        ? changed(changeAll(action, filter, more, why, cursor, limit))
                        : changed(changeTask(id(name), action, more, why));
            default -> throw unknown(what);
        });
    }

    private boolean changeKind(
            String kind, String action, @Nullable Integer workerCount, @Nullable String terminalTtl) {
        return switch (action) {
            case "pause" -> admin.pause(kind);
            case "resume" -> admin.resume(kind);
            case "worker-count" ->
                workerCount == null ? admin.resetWorkerCount(kind) : set(() -> admin.setWorkerCount(kind, workerCount));
            case "terminal-ttl" ->
                terminalTtl == null
                        ? admin.resetTerminalTtl(kind)
                        : set(() -> admin.setTerminalTtl(kind, duration(terminalTtl)));
            default -> throw unknown("kinds/" + kind + "/" + action);
        };
    }

    private static boolean set(Runnable setting) {
        setting.run();
        return true;
    }

    private boolean changeTask(long id, String action, int attempts, String reason) {
        return switch (action) {
            case "retry" -> admin.retry(id, attempts);
            case "cancel" -> admin.cancel(id, reason);
            case "run-now" -> admin.runNow(id);
            case "delete" -> admin.delete(id);
            default -> throw unknown("tasks/" + id + "/" + action);
        };
    }

    private BulkResult changeAll(
            String action,
            @Nullable String given,
            int attempts,
            String reason,
            @Nullable String cursor,
            @Nullable Integer limit) {
        if (given == null) {
            throw FilterReader.invalid("filter is missing; to mean all tasks, give an empty one");
        }
        TaskFilter filter = FilterReader.readQuery(given);
        int most = Objects.requireNonNullElse(limit, MOST);
        return switch (action) {
            case "retry" -> admin.retryAll(filter, attempts, cursor, most);
            case "cancel" -> admin.cancelAll(filter, reason, cursor, most);
            case "run-now" -> admin.runNowAll(filter, cursor, most);
            case "delete" -> admin.deleteAll(filter, cursor, most);
            default -> throw unknown("tasks/find/" + action);
        };
    }

    private static Map<String, Object> changed(boolean changed) {
        return Map.of("changed", changed);
    }

    private static Map<String, Object> changed(BulkResult result) {
        return result.next() == null
                ? Map.of("done", result.done())
                : Map.of("done", result.done(), "next", result.next());
    }

    private static <T> T checked(Supplier<T> action) {
        try {
            return action.get();
        } catch (IllegalArgumentException | InvalidTaskException e) {
            throw FilterReader.invalid(String.valueOf(e.getMessage()));
        }
    }

    private static long id(String text) {
        try {
            return Long.parseLong(text);
        } catch (NumberFormatException e) {
            throw FilterReader.invalid("a task's id is a number, and '" + text + "' is none");
        }
    }

    private static Duration duration(String text) {
        try {
            return DurationStyle.detectAndParse(text);
        } catch (IllegalArgumentException | ArithmeticException e) {
            throw FilterReader.invalid("terminalTtl is '" + text + "', but must be a duration, such as 2h or PT2H");
        }
    }

    private static InvalidEndpointRequestException unknown(String what) {
        return FilterReader.invalid("there is no operation " + what);
    }

    /** Starts and stops processing on this instance; neither waits for handlers. */
    record ProcessingSwitch(Runnable start, Runnable stop) {}
}
