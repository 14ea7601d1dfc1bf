package io.pgqueue.autoconfigure.dashboard;

import io.pgqueue.KindLimits;
import java.time.Duration;
import java.util.Set;
import org.jspecify.annotations.Nullable;
import tools.jackson.databind.JsonNode;

/** Reads limits of a kind from the body of a request. */
final class LimitsReader {

    private static final Set<String> NAMES = Set.of(
            "maxRunning",
            "maxStarted",
            "periodMs",
            "maxRunningPerPartition",
            "maxStartedPerPartition",
            "periodPerPartitionMs");

    private LimitsReader() {}

    /** Null if they are to be reset; {@link Refusal} if they are none. */
    static @Nullable KindLimits read(ApiRequest request) {
        JsonNode given = request.body().get("limits");
        if (given == null || !(given.isNull() || given.isObject())) {
            throw Refusal.badRequest(
                    "limits is missing; it must be an object, or null for those that the code declares");
        }
        if (given.isNull()) {
            return null;
        }
        given.propertyNames().forEach(name -> {
            if (!NAMES.contains(name)) {
                throw Refusal.badRequest("there is no limit '" + name + "'; there are " + String.join(", ", NAMES));
            }
        });
        KindLimits limits = KindLimits.none();
        Integer running = number(given, "maxRunning");
        limits = running == null ? limits : limits.withMaxRunning(running);
        Integer started = number(given, "maxStarted");
        limits = started == null ? limits : limits.withMaxStarted(started, period(given, "periodMs"));
        Integer runningEach = number(given, "maxRunningPerPartition");
        limits = runningEach == null ? limits : limits.withMaxRunningPerPartition(runningEach);
        Integer startedEach = number(given, "maxStartedPerPartition");
        return startedEach == null
                ? limits
                : limits.withMaxStartedPerPartition(startedEach, period(given, "periodPerPartitionMs"));
    }

    private static @Nullable Integer number(JsonNode given, String name) {
        JsonNode value = given.get(name);
        if (value == null || value.isNull()) {
            return null;
        }
        if (!ApiRequest.isWhole(value) || !value.canConvertToInt()) {
            throw Refusal.badRequest("limits." + name + " must be a whole number, or null for none");
        }
        return value.asInt();
    }

    private static Duration period(JsonNode given, String name) {
        JsonNode value = given.get(name);
        if (value == null || !ApiRequest.isWhole(value)) {
            throw Refusal.badRequest("limits." + name + " is missing; it must be a whole number of milliseconds");
        }
        return Duration.ofMillis(value.asLong());
    }
}
