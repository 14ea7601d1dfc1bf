package io.pgqueue.benchmarks.fire.ledger;

import io.pgqueue.benchmarks.fire.ledger.Remains.StoredTask;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.TreeSet;
import java.util.stream.IntStream;

/** What has to hold of each task. */
final class TaskRules {

    /** How many errors of a task are kept. */
    private static final int KEPT_ERRORS = 10;

    private TaskRules() {}

    static void committedIsKept(History history, List<Anomaly> anomalies) {
        for (Entry entry : history.of(Event.COMMITTED)) {
            if (!history.remains.marks().contains(entry.mark())) {
                anomalies.add(new Anomaly(Rule.COMMITTED_IS_KEPT, "transaction " + entry.mark() + " is gone"));
            }
        }
        for (Entry entry : history.of(Event.ROLLED_BACK)) {
            if (history.remains.marks().contains(entry.mark())) {
                anomalies.add(new Anomaly(
                        Rule.COMMITTED_IS_KEPT, "transaction " + entry.mark() + " is there, but was rolled back"));
            }
        }
    }

    static void committedRan(History history, List<Anomaly> anomalies) {
        for (Entry entry : history.of(Event.ADDED)) {
            if (!history.isCommitted(entry)) {
                continue;
            }
            StoredTask task = history.stored.get(entry.id());
            if (task == null) {
                anomalies.add(new Anomaly(Rule.COMMITTED_RAN, entry.line() + ": the task is gone"));
            } else if (!task.isClosed()
                    || (!task.isCancelled() && history.beginnings(task.id()).isEmpty())) {
                anomalies.add(new Anomaly(
                        Rule.COMMITTED_RAN,
                        said(task) + " and its handler was called "
                                + history.beginnings(task.id()).size() + " times"));
            }
        }
    }

    static void rolledBackNeverRan(History history, List<Anomaly> anomalies) {
        Set<Long> committed = new HashSet<>();
        history.of(Event.ADDED).stream().filter(history::isCommitted).forEach(entry -> committed.add(entry.id()));
        for (Entry entry : history.of(Event.ADDED)) {
            boolean there = history.stored.containsKey(entry.id())
                    || !history.beginnings(entry.id()).isEmpty();
            if (there && !committed.contains(entry.id()) && !history.isIdOfAnother(entry)) {
                anomalies.add(new Anomaly(Rule.ROLLED_BACK_NEVER_RAN, entry.line()));
            }
        }
        for (Entry entry : history.of(Event.BEGAN)) {
            if (!history.stored.containsKey(entry.id())) {
                anomalies.add(new Anomaly(Rule.ROLLED_BACK_NEVER_RAN, entry.line() + ": nobody knows the task"));
            }
        }
    }

    static void recordedOnce(History history, List<Anomaly> anomalies) {
        Set<Long> closed = new HashSet<>();
        for (Entry entry : history.of(Event.CLOSED)) {
            StoredTask task = history.stored.get(entry.id());
            if (!closed.add(entry.id())) {
                anomalies.add(new Anomaly(Rule.RECORDED_ONCE, entry.line() + " is not the first one"));
            } else if (task == null || !task.isClosed()) {
                anomalies.add(new Anomaly(Rule.RECORDED_ONCE, entry.line() + ", but the database has it open"));
            }
        }
        if (history.stored.size() != history.remains.tasks().size()) {
            anomalies.add(new Anomaly(Rule.RECORDED_ONCE, "a task is in the database twice"));
        }
    }

    static void recordedTruly(History history, List<Anomaly> anomalies) {
        for (StoredTask task : history.stored.values()) {
            if (!task.succeeded()) {
                continue;
            }
            Integer end = history.end(task.run());
            if (end == null) {
                anomalies.add(new Anomaly(Rule.RECORDED_TRULY, said(task) + ", but no such run has ended"));
                continue;
            }
            Entry run = history.entries.get(end);
            boolean isItsWorker = task.pid() == 0 || run.mark().contains("/" + task.pid() + "/");
            if (run.id() != task.id() || run.number() != task.attempt() || !isItsWorker) {
                anomalies.add(new Anomaly(Rule.RECORDED_TRULY, said(task) + ", but the run was " + run.line()));
            }
        }
    }

    static void attemptsCounted(History history, List<Anomaly> anomalies) {
        Map<Long, Integer> most = new HashMap<>();
        for (Entry entry : history.of(Event.BEGAN)) {
            most.merge(entry.id(), entry.number(), Math::max);
        }
        for (StoredTask task : history.stored.values()) {
            if (!task.isClosed()) {
                continue;
            }
            // the attempt in which one was cancelled may have left an error or none, and may have been given back
            int failed = task.succeeded() ? task.attempt() - 1 : task.attempt();
            boolean leftErrors = task.errors().equals(upTo(failed))
                    || (task.isCancelled() && task.errors().equals(upTo(failed - 1)));
            int last = task.isCancelled() ? task.attempt() + 1 : task.attempt();
            if (!leftErrors || most.getOrDefault(task.id(), 0) > last) {
                anomalies.add(new Anomaly(
                        Rule.ATTEMPTS_COUNTED,
                        said(task) + ", its errors are of the attempts " + task.errors()
                                + ", and the last that began was " + most.get(task.id())));
            }
        }
    }

    /** The attempts up to this one whose errors are kept. */
    private static List<Integer> upTo(int attempt) {
        return IntStream.rangeClosed(Math.max(1, attempt - KEPT_ERRORS + 1), attempt)
                .boxed()
                .toList();
    }

    static void keyOnce(History history, List<Anomaly> anomalies) {
        Map<String, Set<Long>> byKey = new HashMap<>();
        for (Entry entry : history.of(Event.ADDED)) {
            if (history.isCommitted(entry) && entry.key().startsWith(Entry.ONCE)) {
                byKey.computeIfAbsent(entry.key().substring(Entry.ONCE.length()), key -> new TreeSet<>())
                        .add(entry.id());
            }
        }
        for (StoredTask task : history.stored.values()) {
            String key = task.externalKey();
            if (key != null) {
                byKey.computeIfAbsent(key, unknown -> new TreeSet<>()).add(task.id());
            }
        }
        byKey.forEach((key, tasks) -> {
            if (tasks.size() > 1) {
                anomalies.add(new Anomaly(Rule.KEY_ONCE, "key " + key + " has the tasks " + tasks));
            }
        });
    }

    static void followedUp(History history, List<Anomaly> anomalies) {
        Map<Long, Integer> children = new HashMap<>();
        for (StoredTask task : history.stored.values()) {
            Long parent = task.parent();
            if (parent != null) {
                children.merge(parent, 1, Integer::sum);
            }
        }
        for (StoredTask task : history.stored.values()) {
            int expected = task.kind().equals(Kinds.PARENT) && task.succeeded() ? 1 : 0;
            if (children.getOrDefault(task.id(), 0) != expected) {
                anomalies.add(new Anomaly(
                        Rule.FOLLOWED_UP, said(task) + " and has " + children.get(task.id()) + " follow-ups"));
            }
        }
    }

    static void effectOnce(History history, List<Anomaly> anomalies) {
        Map<Long, List<Integer>> effects = new HashMap<>(history.remains.effects());
        for (StoredTask task : history.stored.values()) {
            if (Kinds.TRANSACTIONAL.contains(task.kind())) {
                List<Integer> had = effects.getOrDefault(task.id(), List.of());
                List<Integer> expected = task.succeeded() ? List.of(task.attempt()) : List.of();
                if (!had.equals(expected)) {
                    anomalies.add(new Anomaly(Rule.EFFECT_ONCE, said(task) + " and had effects in attempts " + had));
                }
            }
            effects.remove(task.id());
        }
        effects.forEach((task, had) ->
                anomalies.add(new Anomaly(Rule.EFFECT_ONCE, "task " + task + ", of which nobody knows, had effects")));
    }

    static void nothingLeft(History history, List<Anomaly> anomalies) {
        history.stored.values().stream()
                .filter(task -> !task.isClosed())
                .forEach(task -> anomalies.add(new Anomaly(Rule.NOTHING_LEFT, said(task))));
        history.remains
                .unsentEvents()
                .forEach(event -> anomalies.add(new Anomaly(Rule.NOTHING_LEFT, "event " + event + " was not sent")));
        if (history.remains.leftLanes() > 0) {
            anomalies.add(
                    new Anomaly(Rule.NOTHING_LEFT, history.remains.leftLanes() + " ordering keys are held by nothing"));
        }
        if (history.remains.openGroups() > 0) {
            anomalies.add(new Anomaly(Rule.NOTHING_LEFT, history.remains.openGroups() + " groups are open"));
        }
    }

    private static String said(StoredTask task) {
        return "task " + task.id() + " of kind " + task.kind() + " is " + task.status() + " in attempt "
                + task.attempt() + " of process " + task.pid() + " by run " + task.run();
    }
}
