package io.pgqueue.autoconfigure.actuate;

import static org.assertj.core.api.Assertions.assertThat;

import io.pgqueue.TaskAdmin.KindInfo;
import io.pgqueue.engine.EngineState;
import io.pgqueue.engine.OutboxState;
import java.time.Clock;
import java.time.Duration;
import java.time.Instant;
import java.time.ZoneOffset;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.springframework.boot.health.contributor.Health;
import org.springframework.boot.health.contributor.Status;
import org.springframework.dao.DataAccessResourceFailureException;

class PgQueueHealthIndicatorTest {

    private static final Instant NOW = Instant.parse("2026-03-01T10:00:00Z");

    private EngineState state = state(true, NOW.minusSeconds(3), null);
    private OutboxState outbox; // null: there is no sink
    private List<KindInfo> kinds = List.of();
    private boolean databaseIsAway;

    @Test
    void upWhileBeatsAreAnswered() {
        assertThat(health().getStatus()).isEqualTo(Status.UP);
    }

    @Test
    void downWhenTheLastBeatOrPollFailed() {
        state = state(true, NOW.minusSeconds(3), "relation does not exist");

        Health health = health();

        assertThat(health.getStatus()).isEqualTo(Status.DOWN);
        assertThat(health.getDetails()).containsEntry("error", "relation does not exist");
    }

    @Test
    void downWhenTheLastBeatIsOlderThanTenSeconds() {
        state = state(true, NOW.minusSeconds(11), null);

        assertThat(health().getStatus()).isEqualTo(Status.DOWN);
    }

    @Test
    void upWhenAPoolThatIsBusyElsewhereKeepsTheQuestionWaiting() {
        databaseIsAway = true;

        assertThat(health().getStatus()).isEqualTo(Status.UP);
    }

    @Test
    void aQueryDecidesBeforeTheFirstBeat() {
        state = state(true, null, null);
        assertThat(health().getStatus()).isEqualTo(Status.UP);

        databaseIsAway = true;
        assertThat(health().getStatus()).isEqualTo(Status.DOWN);
    }

    @Test
    void aQueryDecidesWhenProcessingIsOff() {
        state = state(false, NOW.minus(Duration.ofDays(1)), "stopped long ago");
        assertThat(health().getStatus()).isEqualTo(Status.UP);

        databaseIsAway = true;
        assertThat(health().getStatus()).isEqualTo(Status.DOWN);
        assertThat(health().getDetails().get("error")).asString().contains("connection refused");
    }

    @Test
    void aPausedKindIsADetailAndNotDown() {
        kinds = List.of(new StoredKind("mail", NOW), new StoredKind("report", null));

        Health health = health();

        assertThat(health.getStatus()).isEqualTo(Status.UP);
        assertThat(health.getDetails()).containsEntry("pausedKinds", List.of("mail"));
    }

    @Test
    void detailsSayWhenItLastPolledAndBeatAndWhoItIs() {
        assertThat(health().getDetails())
                .containsEntry("processing", "running")
                .containsEntry("workerId", 5)
                .containsEntry("controlSession", "listening")
                .containsEntry("lastPoll", NOW.minusSeconds(1))
                .containsEntry("lastBeat", NOW.minusSeconds(3))
                .containsEntry("unrecordedOutcomes", 2)
                .doesNotContainKey("error");
    }

    @Test
    void anOutboxWhoseSinkIsAwaySaysSoAndIsUp() {
        outbox = new OutboxState(true, 1, "the broker is away", null);

        assertThat(health().getStatus()).isEqualTo(Status.UP);
        assertThat(health().getDetails()).containsEntry("outbox", "sink unavailable: the broker is away");
    }

    private Health health() {
        DatabaseProbe probe = new DatabaseProbe(this::read, Duration.ofSeconds(5));
        return new PgQueueHealthIndicator(() -> state, probe, Clock.fixed(NOW, ZoneOffset.UTC), () -> outbox).health();
    }

    private List<KindInfo> read() {
        if (databaseIsAway) {
            throw new DataAccessResourceFailureException("connection refused");
        }
        return kinds;
    }

    private static EngineState state(boolean running, Instant lastBeat, String error) {
        return new EngineState(running, 5, true, NOW.minusSeconds(1), lastBeat, error, 2, List.of());
    }
}
