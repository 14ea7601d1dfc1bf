package io.pgqueue.autoconfigure.actuate;

import io.pgqueue.TaskFilter;
import io.pgqueue.TaskStatus;
import java.net.URLDecoder;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.time.Instant;
import java.util.Arrays;
import java.util.EnumSet;
import java.util.HashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Set;
import java.util.function.Function;
import org.jspecify.annotations.Nullable;
import org.springframework.boot.actuate.endpoint.InvalidEndpointRequestException;
import org.springframework.boot.convert.DurationStyle;

/** Reads a filter from the parameters of a request. */
final class FilterReader {

    /** Of the conditions. */
    static final Set<String> NAMES = Set.of(
            "kind",
            "status",
            "key",
            "keyPrefix",
            "orderingKey",
            "partitionKey",
            "group",
            "createdFrom",
            "createdTo",
            "finishedFrom",
            "finishedTo",
            "minAge",
            "errorType",
            "errorText",
            "payload");

    private final Map<String, ?> parameters;

    private FilterReader(Map<String, ?> parameters) {
        this.parameters = parameters;
    }

    /**
     * The filter that parameters describe; those that are null are as if they were not there.
     *
     * @throws InvalidEndpointRequestException which says what is wrong with which parameter
     */
    static TaskFilter read(Map<String, ?> parameters) {
        parameters.keySet().stream()
                .filter(name -> !NAMES.contains(name))
                .findFirst()
                .ifPresent(name -> {
                    throw invalid("a filter has no '" + name + "'; it has "
                            + String.join(", ", NAMES.stream().sorted().toList()));
                });
        try {
            return new FilterReader(parameters).read();
        } catch (IllegalArgumentException e) {
            throw invalid(String.valueOf(e.getMessage()));
        }
    }

    /** The same of a query, such as {@code kind=mail&status=new}. */
    static TaskFilter readQuery(String query) {
        Map<String, String> parameters = new HashMap<>();
        for (String parameter : query.isEmpty() ? new String[0] : query.split("&")) {
            int equals = parameter.indexOf('=');
            if (equals < 1) {
                throw invalid("filter has '" + parameter + "', but must be like kind=mail&status=new");
            }
            parameters.put(parameter.substring(0, equals), decoded(parameter.substring(equals + 1)));
        }
        return read(parameters);
    }

    private static String decoded(String value) {
        try {
            return URLDecoder.decode(value, StandardCharsets.UTF_8);
        } catch (IllegalArgumentException e) {
            throw invalid("filter has '" + value + "', which is not encoded as in a query");
        }
    }

    static InvalidEndpointRequestException invalid(String problem) {
        // half of a surrogate pair, which a caller may have sent, could not be answered with
        String sendable = new String(problem.getBytes(StandardCharsets.UTF_8), StandardCharsets.UTF_8);
        return new InvalidEndpointRequestException(sendable, sendable);
    }

    private TaskFilter read() {
        TaskFilter filter = TaskFilter.all().withKinds(list("kind")).withStatuses(statuses());
        filter = with(filter, "key", filter::withExternalKey);
        filter = with(filter, "keyPrefix", filter::withExternalKeyPrefix);
        filter = with(filter, "orderingKey", filter::withOrderingKey);
        filter = with(filter, "partitionKey", filter::withPartitionKey);
        filter = with(filter, "errorType", filter::withErrorType);
        filter = with(filter, "errorText", filter::withErrorText);
        filter = with(filter, "payload", filter::withPayload);
        Long group = parsed("group", "a number", Long::valueOf);
        Duration minAge = parsed("minAge", "a duration, such as 2h or PT2H", DurationStyle::detectAndParse);
        filter = group == null ? filter : filter.withGroup(group);
        filter = minAge == null ? filter : filter.withMinAge(minAge);
        return filter.withCreated(time("createdFrom"), time("createdTo"))
                .withFinished(time("finishedFrom"), time("finishedTo"));
    }

    private TaskFilter with(TaskFilter filter, String name, Function<String, TaskFilter> condition) {
        String value = text(name);
        return value == null ? filter : condition.apply(value);
    }

    private Set<TaskStatus> statuses() {
        Set<TaskStatus> statuses = EnumSet.noneOf(TaskStatus.class);
        for (String name : list("status")) {
            statuses.add(Arrays.stream(TaskStatus.values())
                    .filter(status -> status.name().equalsIgnoreCase(name.replace('-', '_')))
                    .findFirst()
                    .orElseThrow(() -> invalid("status is '" + name + "', but must be one of "
                            + Arrays.toString(TaskStatus.values()).toLowerCase(Locale.ROOT))));
        }
        return statuses;
    }

    private List<String> list(String name) {
        String value = text(name);
        return value == null ? List.of() : Arrays.asList(value.split(","));
    }

    private @Nullable Instant time(String name) {
        return parsed(name, "a time, such as 2026-11-24T10:00:00Z", Instant::parse);
    }

    private <T> @Nullable T parsed(String name, String rule, Function<String, T> parser) {
        String value = text(name);
        if (value == null) {
            return null;
        }
        try {
            return parser.apply(value);
        } catch (RuntimeException e) {
            throw invalid(name + " is '" + value + "', but must be " + rule);
        }
    }

    private @Nullable String text(String name) {
        Object value = parameters.get(name);
        return value == null ? null : value.toString();
    }
}
