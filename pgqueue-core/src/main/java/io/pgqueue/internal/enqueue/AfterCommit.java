package io.pgqueue.internal.enqueue;

import io.pgqueue.internal.concurrent.Announcer;
import io.pgqueue.internal.concurrent.KindTally.Event;
import io.pgqueue.internal.concurrent.Tally;
import io.pgqueue.internal.store.Database;
import java.util.Collection;
import java.util.EnumMap;
import java.util.HashMap;
import java.util.LinkedHashSet;
import java.util.Map;
import java.util.Set;
import org.springframework.transaction.support.TransactionSynchronization;
import org.springframework.transaction.support.TransactionSynchronizationManager;

/**
 * Announces and counts work when the surrounding transaction has committed, or at once if there is none. However many tasks a
 * transaction adds, it carries one synchronization.
 */
final class AfterCommit implements Announcer {

    private final Database database;
    private final Announcer announcer;
    private final Tally tally;

    AfterCommit(Database database, Announcer announcer, Tally tally) {
        this.database = database;
        this.announcer = announcer;
        this.tally = tally;
    }

    /** Something has happened to tasks of a kind. */
    void count(int kindId, Event event, int times) {
        if (isDeferred()) {
            pending()
                    .counts
                    .computeIfAbsent(kindId, id -> new EnumMap<>(Event.class))
                    .merge(event, times, Integer::sum);
        } else {
            tally.of(kindId).add(event, times);
        }
    }

    @Override
    public void workAvailable(Collection<Integer> kindIds) {
        if (isDeferred()) {
            pending().kinds.addAll(kindIds);
        } else {
            announcer.workAvailable(kindIds);
        }
    }

    @Override
    public void laneChanged(int kindId, String orderingKey) {
        if (isDeferred()) {
            pending().lanes.add(Map.entry(kindId, orderingKey));
        } else {
            announcer.laneChanged(kindId, orderingKey);
        }
    }

    @Override
    public void taskMoved(long taskId) {
        if (isDeferred()) {
            pending().moved.add(taskId);
        } else {
            announcer.taskMoved(taskId);
        }
    }

    @Override
    public void cancelRequested(long taskId) {
        if (isDeferred()) {
            pending().cancelled.add(taskId);
        } else {
            announcer.cancelRequested(taskId);
        }
    }

    private boolean isDeferred() {
        return database.isInTransaction() && TransactionSynchronizationManager.isSynchronizationActive();
    }

    private Pending pending() {
        if (TransactionSynchronizationManager.getResource(this) instanceof Pending pending) {
            return pending;
        }
        Pending pending = new Pending();
        TransactionSynchronizationManager.bindResource(this, pending);
        TransactionSynchronizationManager.registerSynchronization(pending);
        return pending;
    }

    /** What one transaction will announce; bound to it, so it steps aside while the transaction is suspended. */
    private final class Pending implements TransactionSynchronization {
        private final Set<Integer> kinds = new LinkedHashSet<>();
        private final Set<Long> cancelled = new LinkedHashSet<>();
        private final Set<Map.Entry<Integer, String>> lanes = new LinkedHashSet<>();
        private final Map<Integer, Map<Event, Integer>> counts = new HashMap<>(); // by kind
        private final Set<Long> moved = new LinkedHashSet<>();

        @Override
        public void suspend() {
            TransactionSynchronizationManager.unbindResource(AfterCommit.this);
        }

        @Override
        public void resume() {
            TransactionSynchronizationManager.bindResource(AfterCommit.this, this);
        }

        @Override
        public void afterCommit() {
            if (!kinds.isEmpty()) {
                announcer.workAvailable(kinds);
            }
            cancelled.forEach(announcer::cancelRequested);
            lanes.forEach(lane -> announcer.laneChanged(lane.getKey(), lane.getValue()));
            moved.forEach(announcer::taskMoved);
            counts.forEach((kindId, events) ->
                    events.forEach((event, times) -> tally.of(kindId).add(event, times)));
        }

        @Override
        public void afterCompletion(int status) {
            TransactionSynchronizationManager.unbindResourceIfPossible(AfterCommit.this);
        }
    }
}
