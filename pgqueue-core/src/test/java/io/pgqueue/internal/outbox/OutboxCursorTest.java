package io.pgqueue.internal.outbox;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.ArrayList;
import java.util.List;
import java.util.OptionalLong;
import java.util.TreeSet;
import org.junit.jupiter.api.Test;

/**
 * Plays all ways in which two transactions that publish, and a relay that looks at one event at a time, can take turns.
 * A cursor is right if none of them leaves an event behind.
 */
class OutboxCursorTest {

    private static final int TRANSACTIONS = 2;
    private static final int LOOKS = 3;

    @Test
    void neverPassesAnEventThatIsYetToBeCommitted() {
        Count count = play(Rule.OURS);

        assertThat(count.schedules).isEqualTo(371_280);
        assertThat(count.lost).isZero();
    }

    @Test
    void moves() {
        assertThat(play(Rule.OURS).moved).isPositive();
    }

    @Test
    void wouldLoseEventsIfItWentAsFarAsTheRelayHasSeen() {
        assertThat(play(Rule.LAST_SEEN).lost).isPositive();
    }

    @Test
    void wouldLoseEventsIfTheSnapshotsXmaxWereTakenForTheNextXid() {
        assertThat(play(Rule.SNAPSHOT_XMAX).lost).isPositive();
    }

    @Test
    void wouldLoseEventsIfTheXidWereAssignedAfterTheId() {
        assertThat(play(Rule.ID_BEFORE_XID).lost).isPositive();
    }

    @Test
    void staysBeforeAnEventThatWasNotSent() {
        OutboxCursor cursor = new OutboxCursor();
        cursor.checkpoint(100, 7);
        cursor.looked(7);
        cursor.handled(OptionalLong.of(90), OptionalLong.of(50));

        assertThat(cursor.after()).isEqualTo(49);
    }

    private static Count play(Rule rule) {
        Count count = new Count();
        List<Integer> order = new ArrayList<>();
        extend(order, new int[TRANSACTIONS + 1], rule, count);
        return count;
    }

    /** A transaction has three steps, a look of the relay four. */
    private static void extend(List<Integer> order, int[] taken, Rule rule, Count count) {
        boolean complete = true;
        for (int actor = 0; actor < taken.length; actor++) {
            int steps = actor < TRANSACTIONS ? 3 : 4 * LOOKS;
            if (taken[actor] < steps) {
                complete = false;
                taken[actor]++;
                order.add(actor);
                extend(order, taken, rule, count);
                order.remove(order.size() - 1);
                taken[actor]--;
            }
        }
        if (complete) {
            count.schedules++;
            World world = new World(rule);
            order.forEach(world::step);
            world.finish();
            count.lost += world.sent.size() < TRANSACTIONS ? 1 : 0;
            count.moved += world.cursor.after() > 0 ? 1 : 0;
        }
    }

    private enum Rule {
        OURS,
        LAST_SEEN,
        SNAPSHOT_XMAX,
        ID_BEFORE_XID
    }

    private static final class Count {
        private int schedules;
        private int lost;
        private int moved;
    }

    /** The part of PostgreSQL that matters here: xids, a sequence, and who sees what. */
    private static final class World {
        private final Rule rule;
        private final OutboxCursor cursor = new OutboxCursor();
        private final long[] xids = new long[TRANSACTIONS];
        private final long[] ids = new long[TRANSACTIONS];
        private final int[] steps = new int[TRANSACTIONS + 1];
        private final TreeSet<Long> running = new TreeSet<>();
        private final TreeSet<Long> committed = new TreeSet<>();
        private final TreeSet<Long> sent = new TreeSet<>();
        private long nextXid = 10;
        private long lastEnded = 9;
        private long sequence;
        private long naive;
        // the look that is under way
        private OptionalLong seen = OptionalLong.empty();
        private long lastId;

        private World(Rule rule) {
            this.rule = rule;
        }

        private void step(int actor) {
            int step = steps[actor]++;
            if (actor == TRANSACTIONS) {
                look(step % 4);
            } else if (step == 2) {
                end(xids[actor]);
                committed.add(ids[actor]);
            } else if ((step == 0) == (rule != Rule.ID_BEFORE_XID)) {
                xids[actor] = begin();
            } else {
                ids[actor] = ++sequence;
            }
        }

        private void look(int step) {
            switch (step) {
                case 0 -> cursor.looked(xmin());
                case 1 -> seen = first();
                case 2 -> lastId = sequence;
                default -> record();
            }
        }

        private void record() {
            long next = rule == Rule.SNAPSHOT_XMAX ? lastEnded + 1 : nextXid;
            long own = begin();
            seen.ifPresent(sent::add);
            end(own);
            cursor.handled(seen, OptionalLong.empty());
            cursor.checkpoint(lastId, next);
            naive = Math.max(naive, seen.orElse(0));
        }

        /** The relay goes on when all is quiet. */
        private void finish() {
            for (int i = 0; i < 2 * TRANSACTIONS; i++) {
                for (int step = 0; step < 4; step++) {
                    look(step);
                }
            }
        }

        /** One event that the relay would see. */
        private OptionalLong first() {
            long after = rule == Rule.LAST_SEEN ? naive : cursor.after();
            return committed.tailSet(after, false).stream()
                    .filter(id -> !sent.contains(id))
                    .mapToLong(Long::longValue)
                    .findFirst();
        }

        private long begin() {
            running.add(nextXid);
            return nextXid++;
        }

        private void end(long xid) {
            running.remove(xid);
            lastEnded = Math.max(lastEnded, xid);
        }

        /** As PostgreSQL has it: the first that runs, of those below one past the last that has ended. */
        private long xmin() {
            Long first = running.isEmpty() ? null : running.first();
            return first == null ? lastEnded + 1 : Math.min(first, lastEnded + 1);
        }
    }
}
