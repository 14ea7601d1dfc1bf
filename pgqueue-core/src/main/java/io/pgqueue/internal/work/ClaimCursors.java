package io.pgqueue.internal.work;

import io.pgqueue.internal.store.ClaimAnswer;
import io.pgqueue.internal.store.ClaimAnswer.Reached;
import io.pgqueue.internal.store.ClaimedTask;
import java.util.Arrays;
import java.util.HashMap;
import java.util.Map;

/**
 * How far a claimer has come in each kind and priority. While some session holds an old snapshot, dead index entries
 * pile up at the head of the queue, and every claim that starts there walks them all; one that starts at the cursor
 * does not. It is an optimisation only: a task can always turn up behind it (a late commit, a claim rolled back, a
 * clock set back), so sweeps without the cursor go on, the more often the cheaper they are. Not thread-safe.
 */
final class ClaimCursors {

    private static final int PRIORITIES = 10;
    private static final String START = "-infinity";
    private static final long LONGEST_WITHOUT_SWEEP_NANOS = 5_000_000_000L;
    private static final long SHORTEST_BETWEEN_SWEEPS_NANOS = 10_000_000;
    private static final int SHARE = 19;

    private final Map<Integer, String[]> cursors = new HashMap<>();
    private boolean swept;
    private long sweepEndedNanos;
    private long nextSweepNanos;

    /** Whether the next claim is to look from the start. */
    boolean isSweepDue(long nowNanos) {
        return !swept || nowNanos - nextSweepNanos >= 0;
    }

    /** How long until a sweep that somebody asks for may begin; zero or less if it may now. */
    long untilSweepMay(long nowNanos) {
        return swept ? sweepEndedNanos + SHORTEST_BETWEEN_SWEEPS_NANOS - nowNanos : 0;
    }

    /** The cursors of kinds, ten each; all at the start for a sweep. */
    String[] of(int[] kinds, boolean sweep) {
        String[] all = new String[kinds.length * PRIORITIES];
        for (int i = 0; i < kinds.length; i++) {
            String[] kind = sweep ? null : cursors.get(kinds[i]);
            for (int priority = 0; priority < PRIORITIES; priority++) {
                all[i * PRIORITIES + priority] = kind == null ? START : kind[priority];
            }
        }
        return all;
    }

    /** Moves the cursors to the last of the tasks, which come by kind, priority and time, or to what else was reached. */
    void advance(ClaimAnswer claimed) {
        // one with an ordering key may have been found by its key and not by its time
        for (ClaimedTask task : claimed.tasks()) {
            if (task.orderingKey() == null) {
                advance(task.kindId(), task.priority(), task.availableAt());
            }
        }
        for (Reached reached : claimed.reached()) {
            advance(reached.kindId(), reached.priority(), reached.availableAt());
        }
    }

    private void advance(int kindId, int priority, String availableAt) {
        cursors.computeIfAbsent(kindId, id -> {
            String[] kind = new String[PRIORITIES];
            Arrays.fill(kind, START);
            return kind;
        })[priority] = availableAt;
    }

    /** Notes a sweep and what it took: nineteen times that, but at most 5 s, may pass before the next. */
    void swept(long tookNanos, long nowNanos) {
        swept = true;
        sweepEndedNanos = nowNanos;
        nextSweepNanos = nowNanos + Math.min(SHARE * tookNanos, LONGEST_WITHOUT_SWEEP_NANOS);
    }
}
