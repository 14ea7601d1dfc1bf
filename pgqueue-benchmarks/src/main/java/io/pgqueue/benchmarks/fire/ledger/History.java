package io.pgqueue.benchmarks.fire.ledger;

import io.pgqueue.benchmarks.fire.ledger.Remains.StoredTask;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.HashSet;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/**
 * The ledger and what the database has, arranged for the rules. Whether a transaction committed is what its producer was
 * told; where it was told nothing, because the connection or the producer died, what the database has: then either is
 * right, but all that belongs to it must agree.
 */
final class History {

    final List<Entry> entries;
    final Remains remains;
    final Map<Long, StoredTask> stored = new LinkedHashMap<>();

    private final Map<Event, List<Entry>> byEvent = new HashMap<>();
    private final Map<Long, List<Integer>> beginnings = new HashMap<>(); // of a task, places in the ledger
    private final Map<String, Integer> ends = new HashMap<>(); // of a run, the place in the ledger
    private final Set<String> told = new HashSet<>();
    private final Set<String> committed = new HashSet<>();
    private final Set<String> transactions = new HashSet<>();

    History(List<Entry> entries, Remains remains) {
        this.entries = entries;
        this.remains = remains;
        remains.tasks().forEach(task -> stored.put(task.id(), task));
        for (int i = 0; i < entries.size(); i++) {
            Entry entry = entries.get(i);
            byEvent.computeIfAbsent(entry.event(), event -> new ArrayList<>()).add(entry);
            switch (entry.event()) {
                case BEGAN ->
                    beginnings
                            .computeIfAbsent(entry.id(), id -> new ArrayList<>())
                            .add(i);
                case ENDED -> ends.put(entry.mark(), i);
                case ADDED, PUBLISHED -> transactions.add(entry.mark());
                case COMMITTED -> {
                    told.add(entry.mark());
                    committed.add(entry.mark());
                    transactions.add(entry.mark());
                }
                case ROLLED_BACK -> {
                    told.add(entry.mark());
                    transactions.add(entry.mark());
                }
                default -> {}
            }
        }
        transactions.stream()
                .filter(transaction -> !told.contains(transaction))
                .filter(remains.marks()::contains)
                .forEach(committed::add);
    }

    List<Entry> of(Event event) {
        return byEvent.getOrDefault(event, List.of());
    }

    boolean isCommitted(Entry entry) {
        return committed.contains(entry.mark());
    }

    /** Transactions whose end nobody was told. */
    long unknown() {
        return (long) transactions.size() - told.size();
    }

    /** Where in the ledger the runs of a task began. */
    List<Integer> beginnings(long task) {
        return beginnings.getOrDefault(task, List.of());
    }

    /** Where in the ledger a run ended; null if it did not. */
    @Nullable
    Integer end(@Nullable String run) {
        return run == null ? null : ends.get(run);
    }
}
