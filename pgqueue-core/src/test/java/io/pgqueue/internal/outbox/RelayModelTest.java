package io.pgqueue.internal.outbox;

import static org.assertj.core.api.Assertions.assertThat;

import io.pgqueue.internal.outbox.RelayModel.Bug;
import io.pgqueue.testsupport.Explorer;
import io.pgqueue.testsupport.Explorer.Findings;
import java.util.EnumSet;
import java.util.Set;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;

/** Every state of the {@link RelayModel}, and of its variants with a bug. */
class RelayModelTest {

    private static final String PASSED = "the cursor has passed an event that is not sent";

    @Test
    void noOrderOfCommitsAndLooksPassesAnEventOrTurnsTwoRound() {
        assertNothingBreaks(explore(EnumSet.noneOf(Bug.class), 3, 0));
    }

    @Test
    void norDoesALeaseThatGoesOverAtAnyMoment() {
        assertNothingBreaks(explore(EnumSet.noneOf(Bug.class), 2, 1));
    }

    @ParameterizedTest
    @EnumSource(mode = EnumSource.Mode.EXCLUDE, names = "RECORD_WITHOUT_ANSWER")
    void aCursorThatMovesTooEarlyPassesAnEvent(Bug bug) {
        Findings findings = explore(EnumSet.of(bug), 2, 0);

        assertThat(findings.broken()).as("by way of %s", findings.way()).isEqualTo(PASSED);
    }

    @Test
    void aRecordOfMoreThanTheSinkHasAnsweredLosesAnEvent() {
        assertThat(explore(EnumSet.of(Bug.RECORD_WITHOUT_ANSWER), 2, 0).broken())
                .isEqualTo("an event has left the outbox, and has never been sent");
    }

    private static void assertNothingBreaks(Findings findings) {
        System.out.println("states of the relay's model: " + findings.states());
        assertThat(findings.broken()).as("by way of %s", findings.way()).isNull();
        assertThat(findings.states()).isGreaterThan(10_000);
    }

    /** @param turns how often the lease may go over to the other relay */
    private static Findings explore(Set<Bug> bugs, int publishers, int turns) {
        return Explorer.explore(RelayModel.start(publishers, turns), state -> state.steps(bugs), RelayModel::broken);
    }
}
