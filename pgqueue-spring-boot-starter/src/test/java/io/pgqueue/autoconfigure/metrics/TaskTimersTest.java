package io.pgqueue.autoconfigure.metrics;

import static org.assertj.core.api.Assertions.assertThat;

import io.micrometer.core.instrument.DistributionSummary;
import io.micrometer.core.instrument.Tags;
import io.micrometer.core.instrument.Timer;
import io.micrometer.core.instrument.simple.SimpleMeterRegistry;
import io.pgqueue.TaskQueueListener.AttemptOutcome;
import io.pgqueue.TaskQueueListener.ClaimedTasks;
import io.pgqueue.TaskQueueListener.FinishedAttempt;
import java.time.Duration;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.Test;

class TaskTimersTest {

    private static final long OBSERVED = 4711;

    private final SimpleMeterRegistry registry = new SimpleMeterRegistry();
    private final TaskTimers timers =
            new TaskTimers(() -> registry, Tags.empty(), attempt -> attempt.taskId() == OBSERVED);

    @Test
    void executionIsTimedByKindAndOutcome() {
        finish("mail", AttemptOutcome.SUCCEEDED, 100);
        finish("mail", AttemptOutcome.SUCCEEDED, 300);
        finish("mail", AttemptOutcome.TIMED_OUT, 1_000);
        finish("report", AttemptOutcome.SUCCEEDED, 50);

        Timer succeeded = execution("mail", "succeeded");
        assertThat(succeeded.count()).isEqualTo(2);
        assertThat(succeeded.totalTime(TimeUnit.MILLISECONDS)).isEqualTo(400);
        assertThat(execution("mail", "timed_out").count()).isEqualTo(1);
        assertThat(execution("report", "succeeded").count()).isEqualTo(1);
    }

    @Test
    void waitingIsTimedByKind() {
        finish("mail", AttemptOutcome.SUCCEEDED, 100);
        finish("mail", AttemptOutcome.FAILED, 100);

        Timer wait = registry.get("pgqueue.task.wait").tag("kind", "mail").timer();
        assertThat(wait.count()).isEqualTo(2);
        assertThat(wait.totalTime(TimeUnit.MILLISECONDS)).isEqualTo(20);
    }

    @Test
    void theErrorIsATagAsOfAnObservation() {
        timers.onAttemptFinished(new FinishedAttempt(
                1,
                "mail",
                null,
                1,
                AttemptOutcome.FAILED,
                Duration.ZERO,
                Duration.ofMillis(1),
                new IllegalStateException()));
        finish("mail", AttemptOutcome.SUCCEEDED, 1);

        assertThat(registry.get("pgqueue.task.execution").timers())
                .extracting(timer -> timer.getId().getTag("error"))
                .containsExactlyInAnyOrder("IllegalStateException", "none");
    }

    @Test
    void anExecutionThatIsObservedIsNotTimedTwice() {
        timers.onAttemptFinished(new FinishedAttempt(
                OBSERVED, "mail", null, 1, AttemptOutcome.SUCCEEDED, Duration.ZERO, Duration.ofMillis(1), null));

        assertThat(registry.find("pgqueue.task.execution").timer()).isNull();
        assertThat(registry.get("pgqueue.task.wait").timer().count()).isEqualTo(1);
    }

    @Test
    void anOutcomeThatNeverHappenedHasNoTimer() {
        finish("mail", AttemptOutcome.SUCCEEDED, 100);

        assertThat(registry.find("pgqueue.task.execution")
                        .tag("outcome", "failed")
                        .timer())
                .isNull();
    }

    @Test
    void claimsAreSized() {
        timers.onClaimed(new ClaimedTasks(1, 5, Duration.ofMillis(1)));
        timers.onClaimed(new ClaimedTasks(6, 20, Duration.ofMillis(1)));

        DistributionSummary size = registry.get("pgqueue.claim.size").summary();
        assertThat(size.count()).isEqualTo(2);
        assertThat(size.totalAmount()).isEqualTo(25);
        assertThat(size.max()).isEqualTo(20);
    }

    private Timer execution(String kind, String outcome) {
        return registry.get("pgqueue.task.execution")
                .tags("kind", kind, "outcome", outcome)
                .timer();
    }

    private void finish(String kind, AttemptOutcome outcome, long millis) {
        timers.onAttemptFinished(
                new FinishedAttempt(1, kind, null, 1, outcome, Duration.ofMillis(10), Duration.ofMillis(millis), null));
    }
}
