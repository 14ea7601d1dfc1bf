package io.pgqueue.internal.schedule;

import io.pgqueue.internal.store.StoredSchedule;
import io.pgqueue.internal.store.StoredTimes;
import io.pgqueue.schedule.Missed;
import io.pgqueue.schedule.Overlap;
import io.pgqueue.schedule.Schedule;
import io.pgqueue.schedule.ScheduleInfo;
import java.time.Duration;
import java.time.Instant;
import java.time.ZoneId;
import java.util.Locale;
import java.util.Map;
import java.util.Objects;
import java.util.function.Function;
import org.jspecify.annotations.Nullable;

/** From rows to what applications see. */
public final class ScheduleReader {

    private final Function<String, @Nullable Object> value;
    private final Function<@Nullable String, Map<String, String>> headers;

    /**
     * A reader.
     *
     * @param value reads any JSON
     * @param headers reads a JSON object of texts
     */
    public ScheduleReader(
            Function<String, @Nullable Object> value, Function<@Nullable String, Map<String, String>> headers) {
        this.value = value;
        this.headers = headers;
    }

    ScheduleInfo info(StoredSchedule stored) {
        return new Info(
                schedule(stored),
                ScheduleInfo.Origin.valueOf(upper(stored.origin())),
                stored.owner(),
                stored.nextSlot(),
                stored.lastSlot(),
                stored.lastFiredAt(),
                stored.lastTask(),
                stored.skipped(),
                stored.pausedAt(),
                stored.retiredAt());
    }

    private Schedule schedule(StoredSchedule stored) {
        String payload = stored.payload();
        Schedule schedule = times(Schedule.of(stored.name(), stored.kind()), stored.times())
                .withPayload(payload == null || payload.equals("null") ? null : value.apply(payload))
                .withPriority(stored.priority())
                .withJitter(Duration.ofMillis(stored.jitterMillis()))
                .withMissed(Missed.valueOf(upper(stored.missed())))
                .withMissedLimit(stored.missedLimit())
                .withOverlap(Overlap.valueOf(upper(stored.overlap())));
        for (Map.Entry<String, String> header : headers.apply(stored.headers()).entrySet()) {
            schedule = schedule.withHeader(header.getKey(), header.getValue());
        }
        return schedule;
    }

    private static Schedule times(Schedule schedule, StoredTimes times) {
        return times.cron() != null
                ? schedule.withCron(times.cron(), ZoneId.of(Objects.requireNonNull(times.zone())))
                : schedule.withInterval(Duration.ofMillis(Objects.requireNonNull(times.everyMillis())));
    }

    private static String upper(String name) {
        return name.toUpperCase(Locale.ROOT);
    }

    private record Info(
            Schedule schedule,
            Origin origin,
            @Nullable String owner,
            @Nullable Instant nextSlot,
            @Nullable Instant lastSlot,
            @Nullable Instant lastFiredAt,
            @Nullable Long lastTaskId,
            long skipped,
            @Nullable Instant pausedAt,
            @Nullable Instant retiredAt)
            implements ScheduleInfo {}
}
