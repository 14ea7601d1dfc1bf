package io.pgqueue.benchmarks.fire.ledger;

import static org.assertj.core.api.Assertions.assertThat;

import io.pgqueue.benchmarks.fire.ledger.Remains.StoredTask;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** Each test begins with a story in which all went well, and spoils it. */
class CheckerTest {

    private static final String WORKER = "worker-1.1/77/";

    @TempDir
    Path folder;

    private final List<StoredTask> tasks = new ArrayList<>();
    private final Set<String> marks = new HashSet<>(Set.of("tx1", "tx2", "tx3"));
    private final Map<Long, List<Integer>> effects = new HashMap<>(Map.of(3L, List.of(1)));
    private final List<Long> unsent = new ArrayList<>();
    private final List<String> story = new ArrayList<>();
    private long lanes;

    @BeforeEach
    void tellAStoryInWhichAllWentWell() {
        tell("producer ADDED 1 1 tx1 ordered order:a", "producer ADDED 3 0 tx1 effect -");
        tell("producer PUBLISHED 11 1 tx1 - a", "producer COMMITTED 0 0 tx1 - -");
        tell("producer ADDED 4 0 tx0 plain -", "producer PUBLISHED 14 2 tx0 - a", "producer ROLLED_BACK 0 0 tx0 - -");
        tell("producer ADDED 2 2 tx2 ordered order:a", "producer ADDED 5 0 tx2 keyed once:k");
        tell("producer PUBLISHED 12 3 tx2 - a", "producer COMMITTED 0 0 tx2 - -");
        tell("producer ADDED 5 0 tx3 keyed once:k", "producer ADDED 6 0 tx3 parent -");
        tell("producer ADDED 9 0 tx4 plain -");
        succeeded(1, Kinds.ORDERED, 2, "r2");
        tell("worker-1.1 BEGAN 1 1 worker-1.1/77/r1 ordered -", "worker-1.1 BEGAN 1 2 worker-1.1/77/r2 ordered -");
        tell("worker-1.1 ENDED 1 2 worker-1.1/77/r2 ordered -", "worker-1.1 CLOSED 1 0 - ordered -");
        ran(2, Kinds.ORDERED);
        ran(3, Kinds.EFFECT);
        ran(5, Kinds.KEYED);
        ran(6, Kinds.PARENT);
        ran(7, Kinds.CHILD);
        ran(8, Kinds.TICK);
        ran(10, Kinds.TICK);
        change(5, task -> copy(task, task.status(), task.attempt(), task.run(), "k", null, null));
        change(7, task -> copy(task, task.status(), task.attempt(), task.run(), null, null, 6L));
        change(8, task -> copy(task, task.status(), task.attempt(), task.run(), null, "2026-11-25T01:00:00Z", null));
        change(10, task -> copy(task, task.status(), task.attempt(), task.run(), null, "2026-11-25T01:00:01Z", null));
        tell("worker-1.1 ARRIVED 11 1 - - a", "worker-1.1 ARRIVED 12 1 - - a", "worker-2.1 ARRIVED 11 1 - - a");
    }

    @Test
    void aStoryInWhichAllWentWellBreaksNoRule() {
        assertThat(check().anomalies()).isEmpty();
        assertThat(check().tally().tasks()).isEqualTo(5);
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
        change(6, task -> new StoredTask(6, task.kind(), "succeeded", 1, List.of(), task.run(), 78, null, null, null));

        assertThat(broken()).containsOnly(Rule.RECORDED_TRULY);
    }

    @Test
    void findsAnAttemptThatWasNotCounted() {
        change(1, task -> new StoredTask(1, task.kind(), "succeeded", 2, List.of(), task.run(), 77, null, null, null));

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

        effects.clear();
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
        change(6, task -> copy(task, "running", 1, null, null, null, null));
        change(7, task -> copy(task, "succeeded", 1, task.run(), null, null, null));
        story.removeIf(line -> line.contains("CLOSED 6 "));

        assertThat(check().anomalies().stream().filter(anomaly -> anomaly.rule() == Rule.NOTHING_LEFT))
                .hasSize(3);
    }

    private Checker.Verdict check() {
        Remains remains = new Remains(List.copyOf(tasks), marks, effects, unsent, lanes);
        try {
            Path file = Files.write(folder.resolve("ledger.txt"), story);
            return Checker.check(Ledger.read(file), remains);
        } catch (java.io.IOException e) {
            throw new java.io.UncheckedIOException(e);
        }
    }

    private List<Rule> broken() {
        return check().anomalies().stream().map(Anomaly::rule).toList();
    }

    private void tell(String... lines) {
        story.addAll(List.of(lines));
    }

    private void ran(long id, String kind) {
        succeeded(id, kind, 1, "" + id);
        String run = WORKER + id;
        tell("worker-1.1 BEGAN " + id + " 1 " + run + " " + kind + " -");
        tell("worker-1.1 ENDED " + id + " 1 " + run + " " + kind + " -");
        tell("worker-1.1 CLOSED " + id + " 0 - " + kind + " -");
    }

    private void succeeded(long id, String kind, int attempt, String run) {
        List<Integer> errors = attempt == 1 ? List.of() : List.of(1);
        tasks.add(new StoredTask(id, kind, "succeeded", attempt, errors, WORKER + run, 77, null, null, null));
    }

    private void change(long id, java.util.function.UnaryOperator<StoredTask> by) {
        tasks.replaceAll(task -> task.id() == id ? by.apply(task) : task);
    }

    private static StoredTask copy(
            StoredTask task, String status, int attempt, String run, String key, String slot, Long parent) {
        return new StoredTask(
                task.id(), task.kind(), status, attempt, task.errors(), run, task.pid(), key, slot, parent);
    }
}
