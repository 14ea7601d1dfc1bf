package io.pgqueue.benchmarks.fire.ledger;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.List;
import org.junit.jupiter.api.Test;

/** Each test begins with a story in which all went well, and spoils it. */
class CheckerTest extends Story {

    @Test
    void aStoryInWhichAllWentWellBreaksNoRule() {
        assertThat(check().anomalies()).isEmpty();
        assertThat(check().tally().tasks()).isEqualTo(7);
        assertThat(check().tally().cancelled()).isEqualTo(2);
        assertThat(check().tally().askedToStop()).isEqualTo(1);
        assertThat(check().tally().groups()).isEqualTo(2);
        assertThat(check().tally().rolledBack()).isEqualTo(3);
        assertThat(check().tally().unknown()).isEqualTo(2);
        assertThat(check().tally().repeated()).isEqualTo(1);
    }

    @Test
    void findsACommitThatIsGone() {
        marks.remove("tx2");

        assertThat(broken()).contains(Rule.COMMITTED_IS_KEPT);
    }

    @Test
    void findsATaskThatNeverRan() {
        story.removeIf(line -> line.contains("worker-1.1/77/3 "));

        assertThat(broken()).contains(Rule.COMMITTED_RAN);
    }

    @Test
    void findsATaskThatIsGone() {
        tasks.removeIf(task -> task.id() == 3);

        assertThat(broken()).contains(Rule.COMMITTED_RAN);
    }

    @Test
    void findsATaskOfWhichTheProducerWasNotToldThatIsGoneThoughItsTransactionCommitted() {
        marks.add("tx4");

        assertThat(broken()).containsOnly(Rule.COMMITTED_RAN);
    }

    @Test
    void findsATaskThatRanThoughItWasRolledBack() {
        tell("worker-1.1 BEGAN 4 1 worker-1.1/77/4 plain -");

        assertThat(broken()).containsOnly(Rule.ROLLED_BACK_NEVER_RAN);
    }

    @Test
    void findsATaskThatIsKeptThoughItsTransactionWasNot() {
        ran(9, Kinds.PLAIN);

        assertThat(broken()).containsOnly(Rule.ROLLED_BACK_NEVER_RAN);
    }

    @Test
    void anIdMayBeAnothersOnlyAfterACrash() {
        ran(9, Kinds.TICK);
        change(9, task -> copy(task, task.status(), 1, task.run(), null, "2026-11-25T01:00:02Z", null));
        assertThat(broken()).containsOnly(Rule.ROLLED_BACK_NEVER_RAN);

        tell("harness CRASHED 0 0 - - -");
        assertThat(broken()).isEmpty();

        tell("worker-1.1 BEGAN 9 1 worker-1.1/77/9b plain -");
        assertThat(broken()).contains(Rule.ROLLED_BACK_NEVER_RAN);
    }

    @Test
    void findsASecondCompletion() {
        tell("worker-2.1 CLOSED 3 0 - effect -");

        assertThat(broken()).containsOnly(Rule.RECORDED_ONCE);
    }

    @Test
    void findsACompletionOfAnotherAttempt() {
        change(1, task -> copy(task, task.status(), 2, WORKER + "r1", null, null, null));
        tell("worker-1.1 ENDED 1 1 worker-1.1/77/r1 ordered -");

        assertThat(broken()).contains(Rule.RECORDED_TRULY);
    }

    @Test
    void findsACompletionByAWorkerThatDidNotHoldTheTask() {
        tasks.removeIf(task -> task.id() == 6);
        tasks.add(stored(6, Kinds.PARENT, "succeeded", 1, List.of(), WORKER + 6, 78));

        assertThat(broken()).containsOnly(Rule.RECORDED_TRULY);
    }

    @Test
    void findsAnAttemptThatWasNotCounted() {
        tasks.removeIf(task -> task.id() == 1);
        tasks.add(stored(1, Kinds.ORDERED, "succeeded", 2, List.of(), WORKER + "r2", 77));

        assertThat(broken()).containsOnly(Rule.ATTEMPTS_COUNTED);
    }

    @Test
    void findsABeginningOutOfOrder() {
        story.add(0, "worker-2.1 BEGAN 2 1 worker-2.1/78/0 ordered -");

        assertThat(broken()).containsOnly(Rule.ORDER_KEPT);
    }

    @Test
    void findsAnEffectThatCameTwiceAndOneThatDidNotCome() {
        effects.put(3L, List.of(1, 1));
        assertThat(broken()).containsOnly(Rule.EFFECT_ONCE);

        effects.remove(3L);
        assertThat(broken()).containsOnly(Rule.EFFECT_ONCE);
    }

    @Test
    void findsASlotThatWasLeftOutAndOneThatWasFiredTwice() {
        change(10, task -> copy(task, task.status(), 1, task.run(), null, "2026-11-25T01:00:02Z", null));
        assertThat(broken()).containsOnly(Rule.SLOT_ONCE);

        change(10, task -> copy(task, task.status(), 1, task.run(), null, "2026-11-25T01:00:00Z", null));
        assertThat(broken()).containsOnly(Rule.SLOT_ONCE);
    }

    @Test
    void findsAnEventThatDidNotArriveAndOneThatShouldNotHave() {
        story.removeIf(line -> line.contains("ARRIVED 12"));
        assertThat(broken()).containsOnly(Rule.EVENT_ARRIVED);

        tell("worker-1.1 ARRIVED 12 1 - - a", "worker-1.1 ARRIVED 14 1 - - a");
        assertThat(broken()).containsOnly(Rule.EVENT_ARRIVED);
    }

    @Test
    void findsAnEventThatOvertookAnother() {
        story.remove("worker-1.1 ARRIVED 11 1 - - a");

        assertThat(broken()).containsOnly(Rule.EVENT_ORDER);
    }

    @Test
    void findsAKeyThatHasTwoTasks() {
        ran(13, Kinds.KEYED);
        change(13, task -> copy(task, task.status(), 1, task.run(), "k", null, null));

        assertThat(broken()).containsOnly(Rule.KEY_ONCE);
    }

    @Test
    void findsAFollowUpThatIsMissing() {
        change(7, task -> copy(task, task.status(), 1, task.run(), null, null, null));

        assertThat(broken()).containsOnly(Rule.FOLLOWED_UP);
    }

    @Test
    void findsWhatIsLeft() {
        unsent.add(12L);
        lanes = 1;
        groups = 1;
        change(6, task -> copy(task, "running", 1, null, null, null, null));
        change(7, task -> copy(task, "succeeded", 1, task.run(), null, null, null));
        story.removeIf(line -> line.contains("CLOSED 6 "));

        assertThat(check().anomalies().stream().filter(anomaly -> anomaly.rule() == Rule.NOTHING_LEFT))
                .hasSize(4);
    }
}
