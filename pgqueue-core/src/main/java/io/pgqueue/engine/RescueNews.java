package io.pgqueue.engine;

import io.pgqueue.TaskQueueListener.RescuedTask;
import io.pgqueue.TaskStatus;
import io.pgqueue.internal.concurrent.KindTally;
import io.pgqueue.internal.concurrent.KindTally.Event;
import io.pgqueue.internal.store.MaintenanceStore.Rescued;
import io.pgqueue.internal.work.WorkParts;
import java.util.List;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/** Tells and counts what this instance took from dead workers. */
record RescueNews(WorkParts parts) {

    private static final Logger log = LoggerFactory.getLogger(RescueNews.class);

    void tell(List<Rescued> tasks) {
        for (Rescued task : tasks) {
            RescuedTask news =
                    new RescuedTask(task.taskId(), parts.kindName(task.kindId()), task.status(), task.deadWorker());
            parts.listeners().tell(listener -> listener.onRescued(news));
            parts.announcer().taskMoved(task.taskId());
            count(task);
            if (task.status() == TaskStatus.NO_ATTEMPTS_LEFT) {
                log.error(
                        "task {} of kind {} has no attempts left: worker {} died while it ran it; see its errors",
                        news.taskId(),
                        news.kind(),
                        news.deadWorker());
            }
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
