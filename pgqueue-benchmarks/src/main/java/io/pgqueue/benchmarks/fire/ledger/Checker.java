package io.pgqueue.benchmarks.fire.ledger;

import java.util.ArrayList;
import java.util.List;
import java.util.function.BiConsumer;

/** Judges a run by its ledger and by what the database has in the end. A pure function. */
public final class Checker {

    private static final List<BiConsumer<History, List<Anomaly>>> RULES = List.of(
            TaskRules::committedIsKept,
            TaskRules::committedRan,
            TaskRules::rolledBackNeverRan,
            TaskRules::recordedOnce,
            TaskRules::recordedTruly,
            TaskRules::attemptsCounted,
            TaskRules::keyOnce,
            TaskRules::followedUp,
            SequenceRules::orderKept,
            SequenceRules::slotOnce,
            SequenceRules::eventsArrived,
            SequenceRules::eventOrder,
            TaskRules::effectOnce,
            CancelRules::cancelledEndsSo,
            CancelRules::cancelledNeverBegins,
            GroupRules::groupEndedOnce,
            LimitRules::limitKept,
            TaskRules::nothingLeft);

    private Checker() {}

    public static Verdict check(List<Entry> ledger, Remains remains) {
        History history = new History(ledger, remains);
        List<Anomaly> anomalies = new ArrayList<>();
        RULES.forEach(rule -> rule.accept(history, anomalies));
        return new Verdict(List.copyOf(anomalies), Tally.of(history));
    }

    /** What came of a run. */
    public record Verdict(List<Anomaly> anomalies, Tally tally) {}

    /**
     * How much was judged.
     *
     * @param tasks committed
     * @param rolledBack tasks and events that were rolled back
     * @param unknown transactions whose end nobody was told
     * @param runs of handlers
     * @param repeated runs beyond the first of their task
     * @param uncounted runs that began with an attempt's number that their task had had before
     * @param cancelled cancellings of tasks that waited
     * @param askedToStop cancellings of tasks that ran
     * @param accepted cancellings of tasks that waited or ran
     * @param groups committed
     * @param mostAtOnce runs of the kind with a limit
     * @param slots fired
     * @param events committed
     * @param arrivals of them, repetitions included
     */
    public record Tally(
            long tasks,
            long rolledBack,
            long unknown,
            long runs,
            long repeated,
            long uncounted,
            long cancelled,
            long askedToStop,
            long accepted,
            long groups,
            long mostAtOnce,
            long slots,
            long events,
            long arrivals) {

        private static Tally of(History history) {
            List<Entry> began = history.of(Event.BEGAN);
            return new Tally(
                    history.of(Event.ADDED).stream()
                            .filter(history::isCommitted)
                            .map(Entry::id)
                            .distinct()
                            .count(),
                    history.of(Event.ADDED).stream()
                                    .filter(entry -> !history.isCommitted(entry))
                                    .count()
                            + history.of(Event.PUBLISHED).stream()
                                    .filter(entry -> !history.isCommitted(entry))
                                    .count(),
                    history.unknown(),
                    began.size(),
                    began.size() - began.stream().map(Entry::id).distinct().count(),
                    began.size()
                            - began.stream()
                                    .map(entry -> entry.id() + "/" + entry.number())
                                    .distinct()
                                    .count(),
                    history.answered(CancelAnswer.CANCELLED),
                    history.answered(CancelAnswer.ASKED_TO_STOP),
                    history.answered(CancelAnswer.ACCEPTED),
                    history.of(Event.GROUPED).stream()
                            .filter(history::isCommitted)
                            .count(),
                    LimitRules.mostAtOnce(history),
                    history.remains.tasks().stream()
                            .filter(task -> task.slot() != null)
                            .count(),
                    history.of(Event.PUBLISHED).stream()
                            .filter(history::isCommitted)
                            .count(),
                    history.of(Event.ARRIVED).size());
        }
    }
}
