package io.pgqueue.autoconfigure;

import io.pgqueue.EnqueueResult;
import io.pgqueue.Task;
import io.pgqueue.TaskQueueListener;
import java.util.List;
import java.util.function.Consumer;
import java.util.function.Supplier;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;
import org.springframework.beans.factory.ObjectProvider;
import org.springframework.util.function.SingletonSupplier;

/**
 * The application's listeners in their order. They are looked up for the first event and not when the engine is built,
 * so that a listener may itself use the queue. One that throws does not keep the others from being told.
 */
final class ListenerChain implements TaskQueueListener {

    private static final Logger log = LoggerFactory.getLogger(ListenerChain.class);

    private final Supplier<List<TaskQueueListener>> listeners;

    ListenerChain(ObjectProvider<TaskQueueListener> provider) {
        this.listeners = SingletonSupplier.of(() -> provider.orderedStream().toList());
    }

    @Override
    public void onEnqueued(Task task, EnqueueResult result) {
        tell(listener -> listener.onEnqueued(task, result));
    }

    @Override
    public void onClaimed(ClaimedTasks claim) {
        tell(listener -> listener.onClaimed(claim));
    }

    @Override
    public void onAttemptFinished(FinishedAttempt attempt) {
        tell(listener -> listener.onAttemptFinished(attempt));
    }

    @Override
    public void onClosed(ClosedTask task) {
        tell(listener -> listener.onClosed(task));
    }

    @Override
    public void onRescued(RescuedTask task) {
        tell(listener -> listener.onRescued(task));
    }

    private void tell(Consumer<TaskQueueListener> event) {
        for (TaskQueueListener listener : listeners.get()) {
            try {
                event.accept(listener);
            } catch (RuntimeException e) {
                log.warn("Listener {} failed, which changes nothing for the task", listener, e);
            }
        }
    }
}
