package io.pgqueue.benchmarks.fire.ledger;

import io.pgqueue.benchmarks.fire.ledger.Remains.StoredTask;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.HashSet;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.stream.IntStream;
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
    private final Map<Long, Integer> added = new HashMap<>(); // of a task, the first place in the ledger
    private final Map<Long, Integer> taken = new HashMap<>(); // likewise, where it was taken from a worker
    private final List<Integer> crashes = new ArrayList<>(); // places in the ledger
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
                case ADDED -> {
                    added.putIfAbsent(entry.id(), i);
                    transactions.add(entry.mark());
                }
                case PUBLISHED, GROUPED, CANCELLED -> transactions.add(entry.mark());
                case TAKEN -> taken.putIfAbsent(entry.id(), i);
                case CRASHED -> crashes.add(i);
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

    /**
     * Whether the beginning of a task at a place of the ledger may be that of a worker which does not know that it lost the
     * task: it was taken from one before, or the server crashed since the task was added, and may have forgotten a claim.
     */
    boolean mayBeginLate(long task, int began) {
        return taken.getOrDefault(task, began) < began
                || crashes.stream().anyMatch(crash -> crash > added.getOrDefault(task, 0) && crash < began);
    }

    /**
     * Whether the id of a task that was added in vain was given to a task of another kind, which alone is stored and ran: a
     * sequence forgets in a crash of the server what it gave to transactions that had not committed.
     */
    boolean isIdOfAnother(Entry vain) {
        StoredTask other = stored.get(vain.id());
        return other != null
                && !other.kind().equals(vain.kind())
                && beginnings(vain.id()).stream()
                        .noneMatch(began -> entries.get(began).kind().equals(vain.kind()))
                && crashes.stream().anyMatch(crash -> crash > added.getOrDefault(vain.id(), 0));
    }

    /** Where in the ledger somebody first cancelled a task that was there, in a transaction that committed; null if nobody. */
    @Nullable
    Integer cancelled(long task) {
        return IntStream.range(0, entries.size())
                .filter(i -> entries.get(i).event() == Event.CANCELLED
                        && entries.get(i).id() == task
                        && !entries.get(i).key().equals(CancelAnswer.NOTHING.name())
                        && isCommitted(entries.get(i)))
                .boxed()
                .findFirst()
                .orElse(null);
    }

    /** How many cancellings were answered so, in transactions that committed. */
    long answered(CancelAnswer answer) {
        return of(Event.CANCELLED).stream()
                .filter(entry -> isCommitted(entry) && entry.key().equals(answer.name()))
                .count();
    }

    /** Where in the ledger a run ended; null if it did not. */
    @Nullable
    Integer end(@Nullable String run) {
        return run == null ? null : ends.get(run);
    }
}
