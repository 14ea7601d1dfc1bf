package io.pgqueue.autoconfigure.dashboard;

import static org.assertj.core.api.Assertions.assertThat;

import io.pgqueue.TaskAdmin.WorkerInfo;
import io.pgqueue.autoconfigure.dashboard.Attention.Item;
import io.pgqueue.autoconfigure.dashboard.Attention.Seen;
import io.pgqueue.autoconfigure.dashboard.HealthChecks.Check;
import io.pgqueue.autoconfigure.dashboard.HealthChecks.Status;
import io.pgqueue.autoconfigure.dashboard.KindViews.Kind;
import io.pgqueue.autoconfigure.dashboard.LiveState.WorkersOf;
import io.pgqueue.outbox.OutboxAdmin.OutboxCounts;
import io.pgqueue.schedule.Schedule;
import io.pgqueue.schedule.ScheduleInfo;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** What needs somebody, on both sides of each threshold, by a clock that is years from this machine's. */
class AttentionTest {

    private static final Instant NOW = Instant.parse("2001-02-03T04:05:06Z");

    @ParameterizedTest
    @CsvSource({"30, false", "31, true"})
    void aWorkerIsSilentHalfAMinuteAfterItsLastBeat(int seconds, boolean silent) {
        WorkersPage.Row worker = worker(new Worker(NOW.minusSeconds(seconds), null, false), NOW);

        assertThat(worker.silent()).isEqualTo(silent);
        assertThat(codes(seen(List.of(), List.of(worker), List.of()))).isEqualTo(silent ? "ERROR worker-silent" : "");
    }

    @ParameterizedTest
    @CsvSource({"true,  59, WARNING worker-died", "true,  60, ''", "false, 1,  ''"})
    void aWorkerThatDiedIsSpokenOfForAnHour(boolean died, int minutes, String items) {
        Instant ended = NOW.minus(Duration.ofMinutes(minutes));

        assertThat(codes(seen(List.of(), List.of(worker(new Worker(ended, ended, died), NOW)), List.of())))
                .isEqualTo(items);
    }

    @ParameterizedTest
    @CsvSource({"60, false", "61, true"})
    void aScheduleIsLateAMinuteAfterItsSlot(int seconds, boolean late) {
        SchedulePages.Row schedule = SchedulePages.Row.of(new Recurring(NOW.minusSeconds(seconds), null), NOW);

        assertThat(schedule.late()).isEqualTo(late);
        assertThat(codes(seen(List.of(), List.of(), List.of(schedule)))).isEqualTo(late ? "WARNING schedule-late" : "");
    }

    @Test
    void aScheduleThatIsPausedIsNotLate() {
        assertThat(SchedulePages.Row.of(new Recurring(Instant.EPOCH, NOW), NOW).late())
                .isFalse();
    }

    @ParameterizedTest
    @CsvSource({
        "0, 300, false, ''",
        "0, 301, false, WARNING waiting-long",
        "0, 301, true,  WARNING paused",
        "1, 0,   false, ERROR used-up",
        "1, 301, false, ERROR used-up WARNING waiting-long"
    })
    void aKindNeedsSomebodyForWhatHasFailedAndForWhatWaits(long usedUp, int seconds, boolean paused, String items) {
        Kind kind = new Kind(
                "mail",
                paused ? NOW : null,
                Map.of("no_attempts_left", usedUp),
                NOW.minusSeconds(seconds),
                NOW,
                1,
                new KindViews.Overrides(null, null, null),
                KindViews.LastHour.NOTHING);

        assertThat(codes(seen(List.of(kind), List.of(), List.of()))).isEqualTo(items);
    }

    @ParameterizedTest
    @CsvSource({"0, 0, ''", "1, 0, WARNING outbox-blocked", "1, 1, ERROR outbox-blocked"})
    void anOutboxThatIsBlockedNeedsSomebodyMoreOnceItIsGivenUp(long blocked, long givenUp, String items) {
        OutboxCounts outbox = new OutboxCounts(5, 0, blocked, givenUp, null, NOW);

        assertThat(codes(new Seen(NOW, List.of(), List.of(), List.of(), List.of(), outbox)))
                .isEqualTo(items);
    }

    @Test
    void checksThatAreNotWellComeWithTheirShardAndTheWorstFirst() {
        List<Item> items = Attention.judge(new Seen(
                NOW,
                List.of(check(Status.OK, null), check(Status.WARNING, null), check(Status.ERROR, "north")),
                List.of(),
                List.of(),
                List.of(),
                null));

        assertThat(items)
                .containsExactly(
                        new Item(Status.ERROR, "horizon", null, "Shard north: ERROR", "health"),
                        new Item(Status.WARNING, "horizon", null, "WARNING", "health"));
    }

    @Test
    void nothingIsCalledTooLongAgoWhileNoDatabaseTellsTheTime() {
        WorkersPage.Row silent = worker(new Worker(Instant.EPOCH, null, false), null);
        SchedulePages.Row late = SchedulePages.Row.of(new Recurring(Instant.EPOCH, null), null);

        assertThat(Attention.judge(new Seen(null, List.of(), List.of(), List.of(silent), List.of(late), null)))
                .isEmpty();
    }

    private static Seen seen(List<Kind> kinds, List<WorkersPage.Row> workers, List<SchedulePages.Row> schedules) {
        return new Seen(NOW, List.of(), kinds, workers, schedules, null);
    }

    private static String codes(Seen seen) {
        return String.join(
                " ",
                Attention.judge(seen).stream()
                        .map(item -> item.severity().name() + " " + item.code())
                        .toList());
    }

    private static Check check(Status status, @Nullable String shard) {
        return new Check("horizon", status, "Vacuum horizon", status.name(), "", shard);
    }

    private static WorkersPage.Row worker(WorkerInfo worker, @Nullable Instant now) {
        return WorkersPage.Row.of(worker, new WorkersOf(null, List.of(), List.of(), false, null), List.of(), now);
    }

    private record Worker(Instant lastBeatAt, @Nullable Instant endedAt, boolean died) implements WorkerInfo {
        @Override
        public int id() {
            return 1;
        }

        @Override
        public String name() {
            return "host/1";
        }

        @Override
        public Instant startedAt() {
            return Instant.EPOCH;
        }

        @Override
        public String version() {
            return "1";
        }

        @Override
        public int running() {
            return 0;
        }

        @Override
        public @Nullable Map<String, Integer> workerCounts() {
            return null;
        }
    }

    private record Recurring(Instant nextSlot, @Nullable Instant pausedAt) implements ScheduleInfo {
        @Override
        public Schedule schedule() {
            return Schedule.of("nightly", "mail").withInterval(Duration.ofDays(1));
        }

        @Override
        public Origin origin() {
            return Origin.DECLARED;
        }

        @Override
        public @Nullable String owner() {
            return null;
        }

        @Override
        public @Nullable Instant lastSlot() {
            return null;
        }

        @Override
        public @Nullable Instant lastFiredAt() {
            return null;
        }

        @Override
        public @Nullable Long lastTaskId() {
            return null;
        }

        @Override
        public long skipped() {
            return 0;
        }

        @Override
        public @Nullable Instant retiredAt() {
            return null;
        }
    }
}
