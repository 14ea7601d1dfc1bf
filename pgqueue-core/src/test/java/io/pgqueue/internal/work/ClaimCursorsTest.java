package io.pgqueue.internal.work;

import static org.assertj.core.api.Assertions.assertThat;

import io.pgqueue.internal.store.Claim;
import io.pgqueue.internal.store.ClaimAnswer;
import io.pgqueue.internal.store.ClaimAnswer.Reached;
import io.pgqueue.internal.store.ClaimedTask;
import io.pgqueue.internal.store.Suspicion;
import java.time.Instant;
import java.util.List;
import java.util.concurrent.TimeUnit;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Test;

class ClaimCursorsTest {

    private static final long MILLI = TimeUnit.MILLISECONDS.toNanos(1);

    private final ClaimCursors cursors = new ClaimCursors();

    @Test
    void beginsWithASweep() {
        assertThat(cursors.isSweepDue(-5)).isTrue();
        assertThat(cursors.untilSweepMay(-5)).isLessThanOrEqualTo(0);
    }

    @Test
    void sweepsAgainAfterNineteenTimesWhatTheLastOneTook() {
        cursors.swept(2 * MILLI, 100 * MILLI);

        assertThat(cursors.isSweepDue(137 * MILLI)).isFalse();
        assertThat(cursors.isSweepDue(138 * MILLI)).isTrue();
    }

    @Test
    void sweepsAtLeastEveryFiveSeconds() {
        cursors.swept(60_000 * MILLI, 0);

        assertThat(cursors.isSweepDue(4_999 * MILLI)).isFalse();
        assertThat(cursors.isSweepDue(5_000 * MILLI)).isTrue();
    }

    @Test
    void maySweepWhenAskedTenMillisecondsAfterTheLast() {
        cursors.swept(60_000 * MILLI, 50 * MILLI);

        assertThat(cursors.untilSweepMay(52 * MILLI)).isEqualTo(8 * MILLI);
        assertThat(cursors.untilSweepMay(60 * MILLI)).isZero();
    }

    @Test
    void remembersHowFarItCameInEachKindAndPriority() {
        cursors.advance(claimed(task(7, 0, "a"), task(7, 5, "b"), task(7, 5, "c"), task(8, 9, "d")));

        String[] of = cursors.of(new int[] {8, 7, 9}, false);

        assertThat(of).hasSize(30);
        assertThat(of[9]).isEqualTo("d");
        assertThat(of[10]).isEqualTo("a");
        assertThat(of[15]).isEqualTo("c");
        assertThat(of[11]).isEqualTo("-infinity");
        assertThat(of[25]).isEqualTo("-infinity");
    }

    @Test
    void startsAtTheBeginningForASweep() {
        cursors.advance(claimed(task(7, 0, "a")));

        assertThat(cursors.of(new int[] {7}, true)).containsOnly("-infinity");
        assertThat(cursors.of(new int[] {7}, false)).contains("a");
    }

    @Test
    void amongTasksWithOrderingKeysGoesByWhatTheClaimReached() {
        cursors.advance(new ClaimAnswer(
                List.of(task(7, 0, "a"), ordered(7, 5, "b", "key")), List.of(new Reached(7, 5, "later")), false));

        String[] of = cursors.of(new int[] {7}, false);

        assertThat(of[0]).isEqualTo("a");
        assertThat(of[5]).isEqualTo("later");
    }

    private static ClaimAnswer claimed(ClaimedTask... tasks) {
        return new ClaimAnswer(List.of(tasks), List.of(), false);
    }

    private static ClaimedTask task(int kind, int priority, String availableAt) {
        return ordered(kind, priority, availableAt, null);
    }

    private static ClaimedTask ordered(int kind, int priority, String availableAt, @Nullable String orderingKey) {
        return new ClaimedTask(
                new Claim(1, 1, 1, 1),
                kind,
                priority,
                0,
                Instant.EPOCH,
                availableAt,
                0,
                null,
                null,
                null,
                false,
                orderingKey,
                false,
                Suspicion.NONE);
    }
}
