package io.pgqueue.autoconfigure.dashboard;

import io.pgqueue.TaskFilter;
import io.pgqueue.TaskStatus;
import java.time.DateTimeException;
import java.time.Instant;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Set;
import java.util.stream.Collectors;
import org.jspecify.annotations.Nullable;
import tools.jackson.databind.JsonNode;

/** Makes a filter of what stands in an address, or in a body under the same names. Thread-safe. */
final class TaskFilterReader {

    /** Of the conditions. */
    static final Set<String> NAMES = Set.of(
            "kind",
            "status",
            "key",
            "keyPrefix",
            "orderingKey",
            "partitionKey",
            "group",
            "id",
            "from",
            "to",
            "finishedFrom",
            "finishedTo",
            "errorType",
            "errorText",
            "payload");

    private static final Set<String> OF_A_PAGE = Set.of("cursor", "limit");

    private final PayloadMask mask;

    TaskFilterReader(PayloadMask mask) {
        this.mask = mask;
    }

    /** {@link Refusal} if a name or a value is none of a filter. */
    TaskFilter ofQuery(Map<String, List<String>> query) {
        Map<String, List<String>> conditions = new LinkedHashMap<>(query);
        conditions.keySet().removeAll(OF_A_PAGE);
        return filter(conditions);
    }

    /** The same of a body's field; it has to be there, so that nobody changes all tasks by leaving it out. */
    TaskFilter ofBody(ApiRequest request) {
        JsonNode body = request.body().get("filter");
        if (body == null || !body.isObject()) {
            throw Refusal.badRequest("filter is missing; it must be an object, empty for all tasks");
        }
        Map<String, List<String>> conditions = new LinkedHashMap<>();
        body.properties().forEach(field -> conditions.put(field.getKey(), texts(field.getKey(), field.getValue())));
        return filter(conditions);
    }

    private TaskFilter filter(Map<String, List<String>> given) {
        Values values = new Values(given);
        for (String name : given.keySet()) {
            if (!NAMES.contains(name)) {
                throw Refusal.badRequest("there is no condition '" + name + "'; there are "
                        + NAMES.stream().sorted().collect(Collectors.joining(", ")));
            }
        }
        TaskFilter filter = TaskFilter.all().withKinds(values.all("kind"));
        filter = filter.withStatuses(
                values.all("status").stream().map(TaskFilterReader::status).toList());
        filter = values.apply(filter, "key", TaskFilter::withExternalKey);
        filter = values.apply(filter, "keyPrefix", TaskFilter::withExternalKeyPrefix);
        filter = values.apply(filter, "orderingKey", TaskFilter::withOrderingKey);
        filter = values.apply(filter, "partitionKey", TaskFilter::withPartitionKey);
        filter = values.apply(filter, "group", (present, id) -> present.withGroup(ApiRequest.number("group", id)));
        filter = values.apply(filter, "id", (present, text) -> {
            long id = ApiRequest.number("id", text);
            return present.withIds(id, id);
        });
        filter = values.apply(filter, "errorType", TaskFilter::withErrorType);
        filter = values.apply(filter, "errorText", TaskFilter::withErrorText);
        filter = values.apply(filter, "payload", (present, json) -> {
            mask.requireNoneIn(json);
            return present.withPayload(json);
        });
        return filter.withCreated(values.instant("from"), values.instant("to"))
                .withFinished(values.instant("finishedFrom"), values.instant("finishedTo"));
    }

    private static List<String> texts(String name, JsonNode value) {
        List<String> texts = new ArrayList<>();
        for (JsonNode one : value.isArray() ? value : List.of(value)) {
            if (one.isString() || one.isNumber()) {
                texts.add(one.asString());
            } else if (!one.isNull()) {
                throw Refusal.badRequest("filter." + name + " must be text, or a list of texts");
            }
        }
        return texts;
    }

    private static TaskStatus status(String name) {
        return Arrays.stream(TaskStatus.values())
                .filter(status -> status.name().equalsIgnoreCase(name))
                .findFirst()
                .orElseThrow(() -> Refusal.badRequest("status is '" + name + "', but must be one of "
                        + Arrays.stream(TaskStatus.values())
                                .map(status -> status.name().toLowerCase(Locale.ROOT))
                                .collect(Collectors.joining(", "))));
    }

    /** Makes a filter of one and a value. */
    @FunctionalInterface
    private interface Condition {
        TaskFilter with(TaskFilter filter, String value);
    }

    /** What is empty counts as not there. */
    private record Values(Map<String, List<String>> given) {
        List<String> all(String name) {
            return given.getOrDefault(name, List.of()).stream()
                    .filter(value -> !value.isEmpty())
                    .toList();
        }

        TaskFilter apply(TaskFilter filter, String name, Condition condition) {
            List<String> values = all(name);
            if (values.size() > 1) {
                throw Refusal.badRequest(name + " is there several times, but may be once");
            }
            return values.isEmpty() ? filter : condition.with(filter, values.get(0));
        }

        @Nullable
        Instant instant(String name) {
            List<String> values = all(name);
            if (values.isEmpty()) {
                return null;
            }
            try {
                return Instant.parse(values.get(0));
            } catch (DateTimeException e) {
                throw Refusal.badRequest(
                        name + " is '" + values.get(0) + "', but must be a time such as 2026-03-29T01:00:00Z");
            }
        }
    }
}
