package io.pgqueue.benchmarks.fire.ledger;

import io.pgqueue.benchmarks.fire.ledger.Remains.StoredTask;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.HashMap;
import java.util.HashSet;
import java.util.LinkedHashMap;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Set;

/** What has to hold of things that have an order. */
final class SequenceRules {

    private SequenceRules() {}

    /** A zombie may begin one late that was completed elsewhere, so what counts is the first beginning of each. */
    static void orderKept(History history, List<Anomaly> anomalies) {
        Map<String, List<Entry>> byKey = new HashMap<>();
        for (Entry entry : history.of(Event.ADDED)) {
            if (history.isCommitted(entry) && entry.key().startsWith(Entry.ORDER)) {
                byKey.computeIfAbsent(entry.kind() + " " + entry.key(), key -> new ArrayList<>())
                        .add(entry);
            }
        }
        byKey.forEach((key, tasks) -> {
            tasks.sort(Comparator.comparingInt(Entry::number));
            // one that was cancelled does not end, and lets those behind it pass
            tasks.removeIf(task -> {
                StoredTask stored = history.stored.get(task.id());
                return stored != null && stored.isCancelled();
            });
            for (int i = 1; i < tasks.size(); i++) {
                StoredTask before = history.stored.get(tasks.get(i - 1).id());
                List<Integer> began = history.beginnings(tasks.get(i).id());
                Integer ended = before == null ? null : history.end(before.run());
                if (!began.isEmpty() && (ended == null || began.get(0) < ended)) {
                    anomalies.add(new Anomaly(
                            Rule.ORDER_KEPT,
                            key + ": " + history.entries.get(began.get(0)).line() + " came before the end of "
                                    + tasks.get(i - 1).line()));
                }
            }
        });
    }

    /** The slots of an interval follow each other without a gap. */
    static void slotOnce(History history, List<Anomaly> anomalies) {
        List<Instant> slots = history.remains.tasks().stream()
                .map(StoredTask::slot)
                .filter(Objects::nonNull)
                .map(Instant::parse)
                .sorted()
                .toList();
        for (int i = 1; i < slots.size(); i++) {
            Duration step = Duration.between(slots.get(i - 1), slots.get(i));
            if (!step.equals(Kinds.INTERVAL)) {
                anomalies.add(new Anomaly(
                        Rule.SLOT_ONCE, "slot " + slots.get(i) + " comes " + step + " after the one before it"));
            }
        }
    }

    static void eventsArrived(History history, List<Anomaly> anomalies) {
        Set<Long> arrived = new HashSet<>();
        history.of(Event.ARRIVED).forEach(entry -> arrived.add(entry.id()));
        Set<Long> committed = new HashSet<>();
        for (Entry entry : history.of(Event.PUBLISHED)) {
            if (history.isCommitted(entry)) {
                committed.add(entry.id());
                if (!arrived.contains(entry.id())) {
                    anomalies.add(new Anomaly(Rule.EVENT_ARRIVED, entry.line() + " never arrived"));
                }
            }
        }
        arrived.removeAll(committed);
        arrived.forEach(event ->
                anomalies.add(new Anomaly(Rule.EVENT_ARRIVED, "event " + event + " arrived, but was not committed")));
    }

    static void eventOrder(History history, List<Anomaly> anomalies) {
        Map<String, Set<Long>> arrived = new HashMap<>();
        for (Entry entry : history.of(Event.ARRIVED)) {
            arrived.computeIfAbsent(entry.key(), aggregate -> new LinkedHashSet<>())
                    .add(entry.id());
        }
        Map<String, List<Entry>> published = new LinkedHashMap<>();
        for (Entry entry : history.of(Event.PUBLISHED)) {
            if (history.isCommitted(entry)) {
                published
                        .computeIfAbsent(entry.key(), aggregate -> new ArrayList<>())
                        .add(entry);
            }
        }
        published.forEach((aggregate, events) -> {
            events.sort(Comparator.comparingInt(Entry::number));
            List<Long> expected = events.stream().map(Entry::id).toList();
            List<Long> first = new ArrayList<>(arrived.getOrDefault(aggregate, Set.of()));
            // one that is missing altogether is another rule's
            expected = expected.stream().filter(first::contains).toList();
            first.retainAll(new HashSet<>(expected));
            if (!first.equals(expected)) {
                anomalies.add(
                        new Anomaly(Rule.EVENT_ORDER, aggregate + " got " + first + ", and was to get " + expected));
            }
        });
    }
}
