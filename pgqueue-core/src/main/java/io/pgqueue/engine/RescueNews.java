package io.pgqueue.engine;

import io.pgqueue.TaskQueueListener.RescuedTask;
import io.pgqueue.internal.concurrent.KindTally;
import io.pgqueue.internal.concurrent.KindTally.Event;
import io.pgqueue.internal.store.MaintenanceStore.Rescued;
import io.pgqueue.internal.work.WorkParts;
import java.util.List;

/** Tells and counts what this instance took from dead workers. */
record RescueNews(WorkParts parts) {

    void tell(List<Rescued> tasks) {
        for (Rescued task : tasks) {
            RescuedTask news =
                    new RescuedTask(task.taskId(), parts.kindName(task.kindId()), task.status(), task.deadWorker());
            parts.listeners().tell(listener -> listener.onRescued(news));
            parts.announcer().taskMoved(task.taskId());
            count(task);
        }
    }

    private void count(Rescued task) {
        KindTally kind = parts.tally().of(task.kindId());
        kind.add(Event.RESCUED);
        switch (task.status()) {
            case MUST_RETRY -> {
                kind.add(Event.FAILED);
                kind.add(Event.RETRIED);
            }
            case NO_ATTEMPTS_LEFT -> {
                kind.add(Event.FAILED);
                kind.add(Event.USED_UP);
            }
            case CANCELLED -> kind.add(Event.CANCELLED);
            // it had not begun
            case NEW, RUNNING, SUCCEEDED -> {}
        }
    }
}
