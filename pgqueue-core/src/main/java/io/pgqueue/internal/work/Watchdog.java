package io.pgqueue.internal.work;

import io.pgqueue.internal.concurrent.Loop;
import io.pgqueue.internal.work.Attempt.Interruption;
import java.time.Duration;
import java.util.List;
import java.util.concurrent.TimeUnit;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Interrupts attempts that are over their timeout, and gives up on those whose handlers ignore an interrupt for five
 * seconds: their outcome is recorded, so that the task goes on, and their worker stays taken until the handler ends.
 */
final class Watchdog {

    private static final Logger log = LoggerFactory.getLogger(Watchdog.class);
    private static final Duration PATIENCE = Duration.ofSeconds(5);
    private static final long LONGEST_ROUND_MILLIS = 250;

    private final List<KindWorkers> kinds;
    private final AttemptEnd end;
    private final Duration round;
    private final Loop loop;

    Watchdog(List<KindWorkers> kinds, AttemptEnd end) {
        this.kinds = kinds;
        this.end = end;
        long shortest = kinds.stream()
                .mapToLong(kind -> kind.kind().attemptTimeout().toMillis())
                .min()
                .orElse(Long.MAX_VALUE);
        this.round = Duration.ofMillis(Math.min(Math.max(shortest / 4, 5), LONGEST_ROUND_MILLIS));
        this.loop = new Loop("pgqueue-watchdog", "watching timeouts", log, this::runOnce);
    }

    void start() {
        loop.start();
    }

    void stop() {
        loop.stop(Duration.ofSeconds(1));
    }

    private Duration runOnce() {
        long now = System.nanoTime();
        for (KindWorkers kind : kinds) {
            for (Attempt attempt : kind.running()) {
                if (attempt.isOverdue(now) && attempt.interrupt(Interruption.TIMEOUT)) {
                    log.warn(
                            "{} is over its timeout of {}; interrupted",
                            attempt,
                            attempt.settings().attemptTimeout());
                }
                giveUpAfter(attempt, now, PATIENCE);
            }
        }
        return round;
    }

    /** Interrupts whatever runs, and gives up on handlers that go on for longer than a while. */
    void interruptAll(Interruption why) {
        for (KindWorkers kind : kinds) {
            kind.running().forEach(attempt -> attempt.interrupt(why));
        }
    }

    /** Gives up on everything that was interrupted and still runs. */
    void giveUpAll() {
        long now = System.nanoTime() + TimeUnit.DAYS.toNanos(1);
        for (KindWorkers kind : kinds) {
            kind.running().forEach(attempt -> giveUpAfter(attempt, now, Duration.ZERO));
        }
    }

    private void giveUpAfter(Attempt attempt, long now, Duration patience) {
        Interruption interruption = attempt.abandon(now, patience);
        if (interruption != null) {
            end.giveUp(attempt, interruption);
        }
    }
}
