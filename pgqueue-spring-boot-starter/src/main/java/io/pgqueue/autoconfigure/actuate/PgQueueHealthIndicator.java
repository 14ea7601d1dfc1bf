package io.pgqueue.autoconfigure.actuate;

import io.pgqueue.engine.EngineState;
import io.pgqueue.engine.OutboxState;
import java.time.Clock;
import java.time.Duration;
import java.time.Instant;
import java.util.function.Supplier;
import org.jspecify.annotations.Nullable;
import org.springframework.boot.health.contributor.AbstractHealthIndicator;
import org.springframework.boot.health.contributor.Health;

/**
 * Down within ten seconds when the database or the schema is gone, and up within ten seconds of its return. A paused
 * kind, a backlog, failed tasks or stopped processing are never down.
 *
 * <p>While tasks are processed the engine's own beats and polls decide, so that nothing hangs on a pool. Else, and
 * before the first beat, a query does. Answers within about two seconds.
 */
final class PgQueueHealthIndicator extends AbstractHealthIndicator {

    private static final Duration BEAT_TOO_OLD = Duration.ofSeconds(10);

    private final Supplier<EngineState> engine;
    private final DatabaseProbe probe;
    private final Clock clock;
    private final Supplier<@Nullable OutboxState> outbox;

    PgQueueHealthIndicator(
            Supplier<EngineState> engine, DatabaseProbe probe, Clock clock, Supplier<@Nullable OutboxState> outbox) {
        super("pgqueue health check failed");
        this.engine = engine;
        this.probe = probe;
        this.clock = clock;
        this.outbox = outbox;
    }

    @Override
    protected void doHealthCheck(Health.Builder builder) throws InterruptedException {
        EngineState state = engine.get();
        String problem = problem(state);
        builder.status(problem == null ? "UP" : "DOWN")
                .withDetail("processing", state.running() ? "running" : "stopped")
                .withDetail("controlSession", state.listening() ? "listening" : "not listening")
                .withDetail("pausedKinds", probe.pausedKinds())
                .withDetail("unrecordedOutcomes", state.unrecorded());
        detail(builder, "workerId", state.workerId());
        detail(builder, "lastPoll", state.lastPollAt());
        detail(builder, "lastBeat", state.lastBeatAt());
        detail(builder, "error", problem);
        detail(builder, "outbox", outbox(outbox.get()));
    }

    /** A sink that is away is no reason to take the application out of service: it says so, and stays up. */
    private static @Nullable String outbox(@Nullable OutboxState state) {
        if (state == null) {
            return null;
        }
        if (state.sinkError() != null) {
            return "sink unavailable: " + state.sinkError();
        }
        return state.relaying() ? "sending" : "standby";
    }

    private @Nullable String problem(EngineState state) throws InterruptedException {
        Instant lastBeat = state.lastBeatAt();
        boolean decided = state.running() && (lastBeat != null || state.lastError() != null);
        if (!decided) {
            return probe.problem();
        }
        if (state.lastError() != null) {
            return state.lastError();
        }
        if (lastBeat != null && Duration.between(lastBeat, clock.instant()).compareTo(BEAT_TOO_OLD) > 0) {
            return "The last heartbeat that the database answered is older than " + BEAT_TOO_OLD.toSeconds() + " s";
        }
        probe.problem(); // for the paused kinds; a pool that is busy with other work is not our problem
        return null;
    }

    private static void detail(Health.Builder builder, String name, @Nullable Object value) {
        if (value != null) {
            builder.withDetail(name, value);
        }
    }
}
