package io.pgqueue.benchmarks.fire.ledger;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.List;
import org.junit.jupiter.api.Test;

/** Spoils what was cancelled. */
class CancelRulesTest extends Story {

    @Test
    void findsACancelledTaskThatEndedWell() {
        change(15, task -> copy(task, "succeeded", 1, WORKER + 15, null, null, null));
        tell("worker-1.1 ENDED 15 1 worker-1.1/77/15 delayed -");

        assertThat(broken()).contains(Rule.CANCELLED_ENDS_SO);
    }

    @Test
    void findsATaskThatWasAskedToStopAndFailedInstead() {
        change(16, task -> copy(task, "no_attempts_left", 0, null, null, null, null));

        assertThat(broken()).contains(Rule.CANCELLED_ENDS_SO);
    }

    @Test
    void findsACancelledTaskThatNobodyCancelled() {
        story.removeIf(line -> line.contains("CANCELLED 16"));

        assertThat(broken()).containsOnly(Rule.CANCELLED_ENDS_SO);
    }

    @Test
    void findsACancelledTaskThatBegins() {
        tell("worker-1.1 BEGAN 15 1 worker-1.1/77/15 delayed -");

        assertThat(broken()).containsOnly(Rule.CANCELLED_NEVER_BEGINS);
    }

    @Test
    void bearsTheLateBeginningOfACancelledTaskWhereAWorkerDoesNotKnowThatItLostTheTask() {
        tell("harness TAKEN 15 77 - - -", "worker-1.1 BEGAN 15 1 worker-1.1/77/15 delayed -");
        assertThat(broken()).isEmpty();

        story.replaceAll(line -> line.replace("TAKEN 15 77", "CRASHED 0 0"));
        assertThat(broken()).isEmpty();
    }

    @Test
    void aCancelledTaskLetsThoseBehindItPass() {
        tasks.removeIf(task -> task.id() == 1);
        tasks.add(stored(1, Kinds.ORDERED, "cancelled", 2, List.of(1), null, 0));
        story.add(0, "worker-2.1 BEGAN 2 1 worker-2.1/78/0 ordered -");
        tell("producer CANCELLED 1 0 tx3 ordered ASKED_TO_STOP");

        assertThat(broken()).isEmpty();
    }

    @Test
    void whoIsToldNoMoreThanThatACancellingWasAcceptedIsToldTheTruth() {
        story.replaceAll(line -> line.replace("ASKED_TO_STOP", "ACCEPTED"));
        tell("producer CANCELLED 6 0 tx3 parent ACCEPTED");
        assertThat(broken()).isEmpty();

        change(16, task -> copy(task, "no_attempts_left", 0, null, null, null, null));
        assertThat(broken()).contains(Rule.CANCELLED_ENDS_SO);
    }
}
