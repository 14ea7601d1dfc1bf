package io.pgqueue.internal.work;

import io.pgqueue.TaskQueueListener;
import io.pgqueue.TaskQueueListener.ClaimedTasks;
import io.pgqueue.internal.store.ClaimedTask;
import java.time.Duration;
import java.util.List;
import java.util.function.Consumer;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/** The application's listeners; one that throws is logged and changes nothing. */
public final class Listeners {

    private static final Logger log = LoggerFactory.getLogger(Listeners.class);

    private final List<TaskQueueListener> listeners;

    public Listeners(List<TaskQueueListener> listeners) {
        this.listeners = List.copyOf(listeners);
    }

    public void tell(Consumer<TaskQueueListener> news) {
        for (TaskQueueListener listener : listeners) {
            try {
                news.accept(listener);
            } catch (Throwable e) {
                log.warn("listener {} failed", listener, e);
            }
        }
    }

    /** Of what a claim took, if it took anything. */
    void tellClaimed(List<ClaimedTask> tasks, long nanos) {
        if (!tasks.isEmpty()) {
            ClaimedTasks news = new ClaimedTasks(tasks.get(0).claim().taskId(), tasks.size(), Duration.ofNanos(nanos));
            tell(listener -> listener.onClaimed(news));
        }
    }
}
