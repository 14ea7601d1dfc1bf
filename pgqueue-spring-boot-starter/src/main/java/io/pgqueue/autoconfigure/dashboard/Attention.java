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
    private static final Duration SILENT = Duration.ofSeconds(30);
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
        Instant now = Instant.now();
        List<Item> items = new ArrayList<>();
        for (Check check : health.checks()) {
            if (check.status() != Status.OK) {
                String shard = check.shard() == null ? "" : "Shard " + check.shard() + ": ";
                items.add(new Item(check.status(), check.code(), null, shard + check.detail(), "health"));
            }
        }
        kinds.forEach(kind -> ofKind(kind, now, items));
        ofWorkers(now, items);
        for (SchedulePages.Row schedule : schedules.list()) {
            if (schedule.late()) {
                items.add(new Item(
                        Status.WARNING,
                        "schedule-late",
                        schedule.kind(),
                        "Schedule " + schedule.name() + " should have added a task at " + schedule.nextAt() + ".",
                        "schedules"));
            }
        }
        OutboxCounts outbox = state.outboxCounts().orElse(null);
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

    private static void ofKind(Kind kind, Instant now, List<Item> items) {
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
        if (oldest != null && kind.pausedAt() == null && oldest.plus(LONG_WAIT).isBefore(now)) {
            items.add(new Item(
                    Status.WARNING,
                    "waiting-long",
                    kind.name(),
                    "Its oldest task could have run since " + oldest + ".",
                    "kinds"));
        }
    }

    private void ofWorkers(Instant now, List<Item> items) {
        for (WorkersPage.Row worker : workers.list()) {
            Instant ended = worker.endedAt();
            if (ended == null && worker.lastBeatAt().plus(SILENT).isBefore(now)) {
                items.add(new Item(
                        Status.ERROR,
                        "worker-silent",
                        null,
                        "Worker " + worker.name() + " was last heard of at " + worker.lastBeatAt() + ".",
                        "workers"));
            } else if (ended != null
                    && worker.endedAs() != null
                    && worker.endedAs().equals("dead")
                    && ended.plus(DIED_LATELY).isAfter(now)) {
                items.add(new Item(
                        Status.WARNING,
                        "worker-died",
                        null,
                        "Worker " + worker.name() + " died at " + ended + "; its tasks were given to others.",
                        "workers"));
            }
        }
    }

    /** @param link page that shows more, relative to the dashboard's address */
    record Item(Status severity, String code, @Nullable String kind, String text, String link) {}
}
