package io.pgqueue.benchmarks.fire.ledger;

import io.pgqueue.benchmarks.fire.ledger.Remains.StoredTask;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/** What has to hold of groups. None of their tasks is retried, or cancelled after it failed, so each comes to rest once. */
final class GroupRules {

    private GroupRules() {}

    static void groupEndedOnce(History history, List<Anomaly> anomalies) {
        Map<Long, List<StoredTask>> members = new HashMap<>();
        Map<Long, List<StoredTask>> lasts = new HashMap<>();
        for (StoredTask task : history.stored.values()) {
            collect(members, task.group(), task);
            collect(lasts, task.lastOf(), task);
        }
        Set<Long> unknown = new HashSet<>(members.keySet());
        unknown.addAll(lasts.keySet());
        for (Entry entry : history.of(Event.GROUPED)) {
            if (history.isCommitted(entry)) {
                unknown.remove(entry.id());
                judge(
                        history,
                        entry,
                        members.getOrDefault(entry.id(), List.of()),
                        lasts.getOrDefault(entry.id(), List.of()),
                        anomalies);
            }
        }
        unknown.forEach(group -> anomalies.add(
                new Anomaly(Rule.GROUP_ENDED_ONCE, "group " + group + " is there, and was not committed")));
    }

    private static void judge(
            History history, Entry group, List<StoredTask> members, List<StoredTask> lasts, List<Anomaly> anomalies) {
        boolean failed = members.stream().anyMatch(StoredTask::hasNoAttemptsLeft);
        String kind = failed ? Kinds.FAILED : Kinds.DONE;
        List<String> kinds = lasts.stream().map(StoredTask::kind).toList();
        if (members.size() != group.number()) {
            anomalies.add(new Anomaly(Rule.GROUP_ENDED_ONCE, group.line() + " has " + members.size() + " tasks"));
        }
        if (!kinds.equals(List.of(kind)) || !lasts.get(0).succeeded()) {
            anomalies.add(new Anomaly(
                    Rule.GROUP_ENDED_ONCE, group.line() + " was to end with one " + kind + ", and has " + lasts));
            return;
        }
        List<Integer> begun = history.beginnings(lasts.get(0).id());
        for (StoredTask member : members) {
            Integer ended = ended(history, member);
            if (!begun.isEmpty() && ended != null && begun.get(0) < ended) {
                anomalies.add(new Anomaly(
                        Rule.GROUP_ENDED_LAST,
                        history.entries.get(begun.get(0)).line() + " came before "
                                + history.entries.get(ended).line()));
            }
        }
    }

    /**
     * A place of the ledger before which the task was not closed: where its run ended well, where somebody cancelled it, or
     * where the attempt began that was its last. Null where the ledger has none, for which there are other rules.
     */
    private static @Nullable Integer ended(History history, StoredTask member) {
        if (member.succeeded()) {
            return history.end(member.run());
        }
        return member.isCancelled()
                ? history.cancelled(member.id())
                : history.beginnings(member.id()).stream()
                        .filter(began -> history.entries.get(began).number() == member.attempt())
                        .findFirst()
                        .orElse(null);
    }

    private static void collect(Map<Long, List<StoredTask>> byGroup, @Nullable Long group, StoredTask task) {
        if (group != null) {
            byGroup.computeIfAbsent(group, id -> new ArrayList<>()).add(task);
        }
    }
}
