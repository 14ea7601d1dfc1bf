package io.pgqueue.autoconfigure.dashboard;

import io.pgqueue.autoconfigure.dashboard.HealthChecks.Check;
import io.pgqueue.autoconfigure.dashboard.HealthChecks.Status;
import io.pgqueue.autoconfigure.dashboard.KindViews.Kind;
import io.pgqueue.outbox.OutboxAdmin.OutboxCounts;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import org.jspecify.annotations.Nullable;

/** What needs somebody: the worst first. Thread-safe. */
final class Attention {

    private static final Duration DIED_LATELY = Duration.ofHours(1);
    private static final Duration LONG_WAIT = Duration.ofMinutes(5);

    private final WorkersPage workers;
    private final SchedulePages schedules;
    private final HealthPage health;
    private final LiveState state;

    Attention(WorkersPage workers, SchedulePages schedules, HealthPage health, LiveState state) {
        this.workers = workers;
        this.schedules = schedules;
        this.health = health;
        this.state = state;
    }

    static Item databaseIsAway(String error) {
        return new Item(Status.ERROR, "database", null, "The database does not answer: " + error, "health");
    }

    List<Item> items(List<Kind> kinds) {
        return judge(new Seen(
                state.now(),
                health.checks(),
                kinds,
                workers.list(),
                schedules.list(),
                state.outboxCounts().orElse(null)));
    }

    static List<Item> judge(Seen seen) {
        List<Item> items = new ArrayList<>();
        for (Check check : seen.checks) {
            if (check.status() != Status.OK) {
                String shard = check.shard() == null ? "" : "Shard " + check.shard() + ": ";
                items.add(new Item(check.status(), check.code(), null, shard + check.detail(), "health"));
            }
        }
        seen.kinds.forEach(kind -> ofKind(kind, seen.now, items));
        seen.workers.forEach(worker -> ofWorker(worker, seen.now, items));
        for (SchedulePages.Row schedule : seen.schedules) {
            if (schedule.late()) {
                items.add(new Item(
                        Status.WARNING,
                        "schedule-late",
                        schedule.kind(),
                        "Schedule " + schedule.name() + " should have added a task at " + schedule.nextAt() + ".",
                        "schedules"));
            }
        }
        OutboxCounts outbox = seen.outbox;
        if (outbox != null && outbox.blocked() > 0) {
            items.add(new Item(
                    outbox.givenUp() > 0 ? Status.ERROR : Status.WARNING,
                    "outbox-blocked",
                    null,
                    outbox.blocked()
                            + (outbox.blocked() == 1 ? " aggregate of the outbox is" : " aggregates of the outbox are")
                            + " blocked by an event that failed, " + outbox.givenUp()
                            + " of them until somebody skips or resends it.",
                    "outbox"));
        }
        items.sort(Comparator.comparing(Item::severity).reversed());
        return items;
    }

    private static void ofKind(Kind kind, @Nullable Instant now, List<Item> items) {
        long usedUp = kind.counts().getOrDefault("no_attempts_left", 0L);
        if (usedUp > 0) {
            items.add(new Item(
                    Status.ERROR,
                    "used-up",
                    kind.name(),
                    usedUp + (usedUp == 1 ? " task has" : " tasks have") + " no attempts left.",
                    "tasks?kind=" + kind.name() + "&status=no_attempts_left"));
        }
        if (kind.pausedAt() != null) {
            items.add(
                    new Item(Status.WARNING, "paused", kind.name(), "Paused since " + kind.pausedAt() + ".", "kinds"));
        }
        Instant oldest = kind.oldestRunnable();
        if (oldest != null
                && now != null
                && kind.pausedAt() == null
                && oldest.plus(LONG_WAIT).isBefore(now)) {
            items.add(new Item(
                    Status.WARNING,
                    "waiting-long",
                    kind.name(),
                    "Its oldest task could have run since " + oldest + ".",
                    "kinds"));
        }
    }

    private static void ofWorker(WorkersPage.Row worker, @Nullable Instant now, List<Item> items) {
        Instant ended = worker.endedAt();
        if (worker.silent()) {
            items.add(new Item(
                    Status.ERROR,
                    "worker-silent",
                    null,
                    "Worker " + worker.name() + " was last heard of at " + worker.lastBeatAt() + ".",
                    "workers"));
        } else if (ended != null
                && now != null
                && "dead".equals(worker.endedAs())
                && ended.plus(DIED_LATELY).isAfter(now)) {
            items.add(new Item(
                    Status.WARNING,
                    "worker-died",
                    null,
                    "Worker " + worker.name() + " died at " + ended + "; its tasks were given to others.",
                    "workers"));
        }
    }

    /**
     * What is judged.
     *
     * @param now by the databases' clocks; null while none answers, and then nothing is called too long ago
     * @param outbox null if none is sent from
     */
    record Seen(
            @Nullable Instant now,
            List<Check> checks,
            List<Kind> kinds,
            List<WorkersPage.Row> workers,
            List<SchedulePages.Row> schedules,
            @Nullable OutboxCounts outbox) {}

    /** @param link page that shows more, relative to the dashboard's address */
    record Item(Status severity, String code, @Nullable String kind, String text, String link) {}
}
