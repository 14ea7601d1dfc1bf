package io.pgqueue.benchmarks.fire.ledger;

import io.pgqueue.benchmarks.fire.ledger.Remains.StoredTask;
import java.util.HashSet;
import java.util.List;
import java.util.Set;

/** What has to hold of tasks that somebody cancels. */
final class CancelRules {

    private CancelRules() {}

    static void cancelledEndsSo(History history, List<Anomaly> anomalies) {
        Set<Long> cancelled = new HashSet<>();
        for (Entry entry : history.of(Event.CANCELLED)) {
            if (!history.isCommitted(entry) || answer(entry) == CancelAnswer.NOTHING) {
                continue;
            }
            cancelled.add(entry.id());
            StoredTask task = history.stored.get(entry.id());
            boolean endedFirst = answer(entry) != CancelAnswer.CANCELLED && task != null && task.succeeded();
            if (task == null || (!task.isCancelled() && !endedFirst)) {
                anomalies.add(new Anomaly(
                        Rule.CANCELLED_ENDS_SO,
                        entry.line() + ", but the task is " + (task == null ? "gone" : task.status())));
            }
        }
        history.stored.values().stream()
                .filter(task -> task.isCancelled() && !cancelled.contains(task.id()))
                .forEach(task ->
                        anomalies.add(new Anomaly(Rule.CANCELLED_ENDS_SO, "nobody cancelled task " + task.id())));
    }

    /**
     * From the answer on. A worker that had the task before, and does not know yet that it was taken away from it or that
     * the server forgot the claim, may begin it late.
     */
    static void cancelledNeverBegins(History history, List<Anomaly> anomalies) {
        for (int i = 0; i < history.entries.size(); i++) {
            Entry entry = history.entries.get(i);
            if (entry.event() != Event.CANCELLED
                    || answer(entry) != CancelAnswer.CANCELLED
                    || !history.isCommitted(entry)) {
                continue;
            }
            for (int began : history.beginnings(entry.id())) {
                if (began > i && !history.mayBeginLate(entry.id(), began)) {
                    anomalies.add(new Anomaly(
                            Rule.CANCELLED_NEVER_BEGINS,
                            history.entries.get(began).line() + " came after " + entry.line()));
                }
            }
        }
    }

    private static CancelAnswer answer(Entry entry) {
        return CancelAnswer.valueOf(entry.key());
    }
}
