package io.pgqueue.benchmarks.fire.ledger;

import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.function.Consumer;

/**
 * What has to hold of a kind with a limit. A run counts from its beginning until its handler is left, its process ends, its
 * task is taken from its worker, which is taken for dead, or is begun again. One that begins after its task was taken does
 * not count: its worker only hung, and does not know yet. Nor does one whose task a worker took and not the harness, for a
 * worker can say so only when others may have begun the next.
 */
final class LimitRules {

    private LimitRules() {}

    static void limitKept(History history, List<Anomaly> anomalies) {
        walk(
                history,
                entry -> anomalies.add(new Anomaly(
                        Rule.LIMIT_KEPT, entry.line() + " came while " + Kinds.MOST_AT_ONCE + " others ran")));
    }

    /** How many there were at once. */
    static int mostAtOnce(History history) {
        return walk(history, entry -> {});
    }

    private static int walk(History history, Consumer<Entry> beyond) {
        Set<String> uncounted = takenByWorkers(history);
        Map<String, Entry> running = new HashMap<>(); // by the name of the run
        int most = 0;
        for (Entry entry : history.entries) {
            switch (entry.event()) {
                case BEGAN -> {
                    if (entry.kind().equals(Kinds.LIMITED)) {
                        running.values().removeIf(other -> other.id() == entry.id());
                        if (!uncounted.contains(holder(entry.id(), pid(entry)))) {
                            running.put(entry.mark(), entry);
                            most = Math.max(most, running.size());
                            if (running.size() > Kinds.MOST_AT_ONCE) {
                                beyond.accept(entry);
                            }
                        }
                    }
                }
                case LEFT -> running.remove(entry.mark());
                case TAKEN -> {
                    uncounted.add(holder(entry.id(), entry.number()));
                    running.values().removeIf(other -> other.id() == entry.id() && pid(other) == entry.number());
                }
                case GONE -> running.values().removeIf(other -> pid(other) == entry.number());
                default -> {}
            }
        }
        return most;
    }

    private static Set<String> takenByWorkers(History history) {
        Set<String> taken = new HashSet<>();
        for (Entry entry : history.of(Event.TAKEN)) {
            if (!entry.process().equals(Ledger.HARNESS)) {
                taken.add(holder(entry.id(), entry.number()));
            }
        }
        return taken;
    }

    private static String holder(long task, int pid) {
        return task + "@" + pid;
    }

    /** Of the process, which is the second part of the name of a run. */
    private static int pid(Entry began) {
        return Integer.parseInt(began.mark().split("/", -1)[1]);
    }
}
