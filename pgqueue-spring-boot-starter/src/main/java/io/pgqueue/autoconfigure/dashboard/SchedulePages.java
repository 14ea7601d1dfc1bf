package io.pgqueue.autoconfigure.dashboard;

import io.pgqueue.autoconfigure.dashboard.AuditTrail.Deed;
import io.pgqueue.autoconfigure.dashboard.TaskPages.Changed;
import io.pgqueue.schedule.ScheduleInfo;
import io.pgqueue.schedule.Schedules;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.Locale;
import java.util.OptionalLong;
import java.util.function.BooleanSupplier;
import org.jspecify.annotations.Nullable;

/** Recurring tasks. Thread-safe. */
final class SchedulePages {

    private static final Duration LATE = Duration.ofMinutes(1);

    private final Schedules schedules;
    private final LiveState state;
    private final AuditTrail audit;

    SchedulePages(Schedules schedules, LiveState state, AuditTrail audit) {
        this.schedules = schedules;
        this.state = state;
        this.audit = audit;
    }

    void addTo(ApiRoutes routes) {
        routes.get("schedules", request -> list())
                .post("schedules/{name}/pause", request -> act(request, "pause", () -> schedules.pause(name(request))))
                .post(
                        "schedules/{name}/resume",
                        request -> act(request, "resume", () -> schedules.resume(name(request))))
                .post("schedules/{name}/trigger", this::trigger);
    }

    List<Row> list() {
        Instant now = state.now();
        return state.schedules().stream().map(schedule -> Row.of(schedule, now)).toList();
    }

    private Changed act(ApiRequest request, String action, BooleanSupplier change) {
        boolean changed = audit.performEverywhere(deed(request, action), change::getAsBoolean);
        if (!changed) {
            requireKnown(request);
        }
        return new Changed(changed, null);
    }

    private Changed trigger(ApiRequest request) {
        OptionalLong[] added = {OptionalLong.empty()};
        audit.performEverywhere(deed(request, "trigger"), () -> {
            added[0] = schedules.triggerNow(name(request));
            return added[0].isPresent();
        });
        if (added[0].isEmpty()) {
            requireKnown(request);
            throw new Refusal(409, "schedule '" + name(request) + "' is retired, and adds no tasks");
        }
        return new Changed(true, String.valueOf(added[0].getAsLong()));
    }

    private void requireKnown(ApiRequest request) {
        if (schedules.find(name(request)).isEmpty()) {
            throw Refusal.notFound("there is no schedule '" + name(request) + "'");
        }
    }

    private static Deed deed(ApiRequest request, String action) {
        return Deed.of(request, action, "schedule " + name(request), "");
    }

    private static String name(ApiRequest request) {
        return request.variable("name");
    }

    /**
     * @param skipped slots that added no task because an earlier task was live
     * @param late whether its slot is more than a minute ago by the database's clock
     */
    record Row(
            String name,
            String kind,
            @Nullable String cron,
            @Nullable Duration intervalMs,
            @Nullable String timeZone,
            String inWords,
            @Nullable Instant nextAt,
            @Nullable Instant lastAt,
            @Nullable String lastTask,
            @Nullable Instant pausedAt,
            @Nullable Instant retiredAt,
            long skipped,
            String missed,
            String overlap,
            String origin,
            boolean late) {
        /** @param now by the database's clock; null if that is not known, and then none is called late */
        static Row of(ScheduleInfo info, @Nullable Instant now) {
            Instant next = info.nextSlot();
            Long last = info.lastTaskId();
            boolean idle = info.pausedAt() != null || info.retiredAt() != null;
            return new Row(
                    info.name(),
                    info.schedule().kind(),
                    info.schedule().cron(),
                    info.schedule().interval(),
                    info.schedule().cron() == null
                            ? null
                            : info.schedule().zone().getId(),
                    CronWords.of(info.schedule()),
                    next,
                    info.lastFiredAt(),
                    last == null ? null : last.toString(),
                    info.pausedAt(),
                    info.retiredAt(),
                    info.skipped(),
                    text(info.schedule().missed()),
                    text(info.schedule().overlap()),
                    text(info.origin()),
                    !idle && next != null && now != null && next.plus(LATE).isBefore(now));
        }

        private static String text(Enum<?> value) {
            return value.name().toLowerCase(Locale.ROOT).replace('_', '-');
        }
    }
}
