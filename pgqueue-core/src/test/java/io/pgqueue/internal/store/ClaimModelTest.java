package io.pgqueue.internal.store;

import static org.assertj.core.api.Assertions.assertThat;

import io.pgqueue.internal.store.ClaimModel.Bug;
import io.pgqueue.testsupport.Explorer;
import io.pgqueue.testsupport.Explorer.Findings;
import java.util.EnumSet;
import java.util.Set;
import org.junit.jupiter.api.Test;

/** Every state of the {@link ClaimModel}, and of its variants with a bug. */
class ClaimModelTest {

    private static final String STOLEN = "an outcome was recorded of a claim that was no longer the task's";
    private static final String RUNNING_FOR_EVER = "the task is running for ever";

    @Test
    void noOrderOfEventsLosesTheTaskOrRecordsAnotherClaimsOutcome() {
        Findings findings = explore(EnumSet.noneOf(Bug.class), 1);

        System.out.println("states of the claim's model: " + findings.states());
        assertThat(findings.broken()).as("by way of %s", findings.way()).isNull();
        assertThat(findings.states()).isGreaterThan(10_000);
    }

    @Test
    void withoutAFenceAStalledInstanceRecordsItsOutcomeOverItsSuccessors() {
        Findings findings = explore(EnumSet.of(Bug.NO_FENCE), 0);

        assertThat(findings.broken()).isEqualTo(STOLEN);
        assertThat(findings.way()).anyMatch(step -> step.startsWith("rescue"));
    }

    @Test
    void withoutTheTokenAClaimThatTheServerForgotIsTakenForTheNextOne() {
        Findings findings = explore(EnumSet.of(Bug.NO_TOKEN), 1);

        assertThat(findings.broken()).isEqualTo(STOLEN);
        assertThat(findings.way()).contains("the server crashes");
    }

    @Test
    void aRescueThatDoesNotMindTheClaimInFlightLosesItsTask() {
        Findings findings = explore(EnumSet.of(Bug.NO_WAIT_FOR_CLAIMS), 0);

        assertThat(findings.broken()).startsWith(RUNNING_FOR_EVER);
        assertThat(findings.way()).endsWith("rescue of worker 1", "instance 1 commits its claim");
    }

    @Test
    void aClaimThatDoesNotLookAtItsWorkerLosesItsTask() {
        assertThat(explore(EnumSet.of(Bug.NO_LOOK_AT_WORKER), 0).broken()).startsWith(RUNNING_FOR_EVER);
    }

    private static Findings explore(Set<Bug> bugs, int crashes) {
        return Explorer.explore(ClaimModel.start(crashes), state -> state.steps(bugs), ClaimModel::broken);
    }
}
