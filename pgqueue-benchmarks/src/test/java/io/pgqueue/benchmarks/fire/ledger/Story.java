package io.pgqueue.benchmarks.fire.ledger;

import io.pgqueue.benchmarks.fire.ledger.Remains.StoredTask;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.function.UnaryOperator;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.io.TempDir;

/** A story in which all went well, for tests to spoil. */
abstract class Story {

    static final String WORKER = "worker-1.1/77/";

    @TempDir
    Path folder;

    final List<StoredTask> tasks = new ArrayList<>();
    final Set<String> marks = new HashSet<>(Set.of("tx1", "tx2", "tx3"));
    final Map<Long, List<Integer>> effects = new HashMap<>(Map.of(3L, List.of(1), 23L, List.of(1), 32L, List.of(1)));
    final List<Long> unsent = new ArrayList<>();
    final List<String> story = new ArrayList<>();
    long lanes;
    long groups;

    @BeforeEach
    void tellAStoryInWhichAllWentWell() {
        tell("producer ADDED 1 1 tx1 ordered order:a", "producer ADDED 3 0 tx1 effect -");
        tell("producer PUBLISHED 11 1 tx1 - a", "producer COMMITTED 0 0 tx1 - -");
        tell("producer ADDED 4 0 tx0 plain -", "producer PUBLISHED 14 2 tx0 - a", "producer ROLLED_BACK 0 0 tx0 - -");
        tell("producer ADDED 2 2 tx2 ordered order:a", "producer ADDED 5 0 tx2 keyed once:k");
        tell("producer PUBLISHED 12 3 tx2 - a", "producer COMMITTED 0 0 tx2 - -");
        tell("producer ADDED 5 0 tx3 keyed once:k", "producer ADDED 6 0 tx3 parent -");
        tell("producer ADDED 9 0 tx4 plain -");
        tell("producer ADDED 15 0 tx3 delayed -", "producer ADDED 16 0 tx3 slow -");
        tell("producer CANCELLED 15 0 tx3 delayed CANCELLED", "worker-1.1 BEGAN 16 1 worker-1.1/77/16 slow -");
        tell("producer CANCELLED 16 0 tx3 slow ASKED_TO_STOP", "producer CANCELLED 5 0 tx3 keyed NOTHING");
        tell("producer GROUPED 20 2 tx3 member -", "producer GROUPED 30 1 tx3 member -");
        tell("producer GROUPED 40 1 tx0 member -");
        cancelled(15, Kinds.DELAYED, 0);
        cancelled(16, Kinds.SLOW, 1);
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
        ran(21, Kinds.MEMBER);
        cancelled(22, Kinds.MEMBER, 0);
        tell("producer CANCELLED 22 0 tx3 member CANCELLED");
        ran(23, Kinds.DONE);
        failed(31, Kinds.MEMBER);
        ran(32, Kinds.FAILED);
        inGroup(21, 20);
        inGroup(22, 20);
        endsGroup(23, 20);
        inGroup(31, 30);
        endsGroup(32, 30);
        change(5, task -> copy(task, task.status(), task.attempt(), task.run(), "k", null, null));
        change(7, task -> copy(task, task.status(), task.attempt(), task.run(), null, null, 6L));
        change(8, task -> copy(task, task.status(), task.attempt(), task.run(), null, "2026-11-25T01:00:00Z", null));
        change(10, task -> copy(task, task.status(), task.attempt(), task.run(), null, "2026-11-25T01:00:01Z", null));
        tell("worker-1.1 ARRIVED 11 1 - - a", "worker-1.1 ARRIVED 12 1 - - a", "worker-2.1 ARRIVED 11 1 - - a");
    }

    Checker.Verdict check() {
        Remains remains = new Remains(List.copyOf(tasks), marks, effects, unsent, lanes, groups);
        try {
            Path file = Files.write(folder.resolve("ledger.txt"), story);
            return Checker.check(Ledger.read(file), remains);
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    List<Rule> broken() {
        return check().anomalies().stream().map(Anomaly::rule).toList();
    }

    void tell(String... lines) {
        story.addAll(List.of(lines));
    }

    void ran(long id, String kind) {
        succeeded(id, kind, 1, "" + id);
        String run = WORKER + id;
        tell("worker-1.1 BEGAN " + id + " 1 " + run + " " + kind + " -");
        tell("worker-1.1 ENDED " + id + " 1 " + run + " " + kind + " -");
        tell("worker-1.1 CLOSED " + id + " 0 - " + kind + " -");
    }

    void succeeded(long id, String kind, int attempt, String run) {
        List<Integer> errors = attempt == 1 ? List.of() : List.of(1);
        tasks.add(stored(id, kind, "succeeded", attempt, errors, WORKER + run, 77));
    }

    void cancelled(long id, String kind, int attempt) {
        tasks.add(stored(id, kind, "cancelled", attempt, List.of(), null, 0));
    }

    void failed(long id, String kind) {
        tasks.add(stored(id, kind, "no_attempts_left", 1, List.of(1), null, 77));
        tell("worker-1.1 BEGAN " + id + " 1 " + WORKER + id + " " + kind + " -");
    }

    void inGroup(long id, long group) {
        change(id, task -> ofGroup(task, group, null));
    }

    void endsGroup(long id, long group) {
        change(id, task -> ofGroup(task, null, group));
    }

    static StoredTask ofGroup(StoredTask task, @Nullable Long group, @Nullable Long lastOf) {
        return new StoredTask(
                task.id(),
                task.kind(),
                task.status(),
                task.attempt(),
                task.errors(),
                task.run(),
                task.pid(),
                null,
                null,
                null,
                group,
                lastOf);
    }

    static StoredTask stored(
            long id, String kind, String status, int attempt, List<Integer> errors, @Nullable String run, long pid) {
        return new StoredTask(id, kind, status, attempt, errors, run, pid, null, null, null, null, null);
    }

    void change(long id, UnaryOperator<StoredTask> by) {
        tasks.replaceAll(task -> task.id() == id ? by.apply(task) : task);
    }

    static StoredTask copy(
            StoredTask task, String status, int attempt, String run, String key, String slot, Long parent) {
        return new StoredTask(
                task.id(),
                task.kind(),
                status,
                attempt,
                task.errors(),
                run,
                task.pid(),
                key,
                slot,
                parent,
                task.group(),
                task.lastOf());
    }
}
