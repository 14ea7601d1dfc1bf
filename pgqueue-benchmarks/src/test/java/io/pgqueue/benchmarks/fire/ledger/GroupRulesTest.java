package io.pgqueue.benchmarks.fire.ledger;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.List;
import org.junit.jupiter.api.Test;

/** Spoils a group. */
class GroupRulesTest extends Story {

    @Test
    void findsAGroupThatDoesNotEndAndOneThatEndsTwice() {
        tasks.removeIf(task -> task.id() == 23);
        assertThat(broken()).contains(Rule.GROUP_ENDED_ONCE);

        ran(23, Kinds.DONE);
        endsGroup(23, 20);
        assertThat(check().anomalies()).noneMatch(anomaly -> anomaly.rule() == Rule.GROUP_ENDED_ONCE);

        ran(24, Kinds.DONE);
        endsGroup(24, 20);
        assertThat(broken()).contains(Rule.GROUP_ENDED_ONCE);
    }

    @Test
    void findsAGroupThatEndsAsIfNothingHadFailed() {
        change(32, task -> ofGroup(stored(32, Kinds.DONE, "succeeded", 1, List.of(), WORKER + 32, 77), null, 30L));

        assertThat(broken()).containsOnly(Rule.GROUP_ENDED_ONCE);
    }

    @Test
    void findsAGroupThatLostATaskAndOneThatWasRolledBack() {
        inGroup(21, 40);

        assertThat(check().anomalies().stream().filter(anomaly -> anomaly.rule() == Rule.GROUP_ENDED_ONCE))
                .hasSize(2);
    }

    @Test
    void findsTheLastTaskOfAGroupThatBeginsTooSoon() {
        for (String before : List.of("ENDED 21", "CANCELLED 22", "BEGAN 31")) {
            int at = story.indexOf(story.stream()
                    .filter(line -> line.contains(before))
                    .findFirst()
                    .orElseThrow());
            String last = before.endsWith("31") ? "BEGAN 32" : "BEGAN 23";
            String began = story.stream()
                    .filter(line -> line.contains(last))
                    .findFirst()
                    .orElseThrow();
            story.add(at, began);
            assertThat(broken()).as(before).containsOnly(Rule.GROUP_ENDED_LAST);
            story.remove(at);
        }
    }
}
