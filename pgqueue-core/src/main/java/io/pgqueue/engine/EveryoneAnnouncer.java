package io.pgqueue.engine;

import io.pgqueue.internal.concurrent.Announcer;
import io.pgqueue.internal.wakeup.Notifier;
import java.util.Collection;
import java.util.function.Supplier;

/** Tells this instance at once, and the others soon. */
record EveryoneAnnouncer(Supplier<Processing> here, Supplier<Notifier> others) implements Announcer {

    @Override
    public void workAvailable(Collection<Integer> kindIds) {
        if (kindIds.containsAll(OUTBOX)) {
            here.get().eventsArrived();
        }
        if (kindIds.containsAll(SCHEDULES)) {
            here.get().schedulesChanged();
        }
        if (kindIds.stream().anyMatch(kindId -> kindId > 0)) {
            here.get().newsArrived();
        }
        others.get().workAvailable(kindIds);
    }

    @Override
    public void laneChanged(int kindId, String orderingKey) {
        others.get().laneChanged(kindId, orderingKey);
    }

    @Override
    public void taskMoved(long taskId) {
        others.get().taskMoved(taskId);
    }

    @Override
    public void cancelRequested(long taskId) {
        here.get().cancel(taskId);
        others.get().cancelRequested(taskId);
    }
}
