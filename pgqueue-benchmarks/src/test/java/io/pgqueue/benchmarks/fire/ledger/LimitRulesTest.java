package io.pgqueue.benchmarks.fire.ledger;

import static org.assertj.core.api.Assertions.assertThat;

import org.junit.jupiter.api.Test;

/** Spoils the limit, or seems to. */
class LimitRulesTest extends Story {

    @Test
    void findsABeginningBeyondTheLimit() {
        begins("worker-2.1/78/1", 51);
        begins("worker-3.1/79/1", 52);
        assertThat(broken()).isEmpty();
        assertThat(check().tally().mostAtOnce()).isEqualTo(2);

        begins("worker-1.1/77/1", 53);
        assertThat(broken()).containsOnly(Rule.LIMIT_KEPT);
    }

    @Test
    void aRunCountsUntilItsHandlerIsLeftOrItsProcessHasEnded() {
        begins("worker-2.1/78/1", 51);
        begins("worker-3.1/79/1", 52);
        tell("worker-2.1 LEFT 51 1 worker-2.1/78/1 limited -");
        begins("worker-1.1/77/1", 53);
        tell("harness GONE 0 79 - - -");
        begins("worker-1.1/77/2", 54);

        assertThat(broken()).isEmpty();
    }

    @Test
    void aRunCountsUntilItsTaskIsTakenFromItsWorkerAndNotWhenItBeginsAfterwards() {
        begins("worker-2.1/78/1", 51);
        begins("worker-3.1/79/1", 52);
        tell("harness TAKEN 51 78 - - -");
        begins("worker-1.1/77/1", 53);
        begins("worker-2.1/78/2", 51);
        assertThat(broken()).isEmpty();

        begins("worker-2.1/78/3", 54);
        assertThat(broken()).containsOnly(Rule.LIMIT_KEPT);
    }

    @Test
    void aRunDoesNotCountWhoseTaskAWorkerTookFromAnother() {
        begins("worker-2.1/78/1", 51);
        begins("worker-3.1/79/1", 52);
        begins("worker-1.1/77/1", 53);
        tell("worker-1.1 TAKEN 51 78 - - -");

        assertThat(broken()).isEmpty();
    }

    @Test
    void aTaskThatIsBegunAgainCountsOnce() {
        begins("worker-2.1/78/1", 51);
        begins("worker-3.1/79/1", 52);
        begins("worker-1.1/77/1", 52);

        assertThat(broken()).isEmpty();
    }

    private void begins(String run, long task) {
        if (tasks.stream().noneMatch(stored -> stored.id() == task)) {
            cancelled(task, Kinds.LIMITED, 1);
            tell("producer CANCELLED " + task + " 0 tx3 limited ASKED_TO_STOP");
        }
        tell(run.substring(0, run.indexOf('/')) + " BEGAN " + task + " 1 " + run + " limited -");
    }
}
