package io.pgqueue;

import java.util.List;
import java.util.concurrent.Callable;
import org.jspecify.annotations.Nullable;

/**
 * Stands around every attempt, in the thread and, for transactional kinds, in the transaction of the handler. Several
 * are nested in their order, the first outermost. Called by many threads at once.
 */
@FunctionalInterface
public interface TaskInterceptor {

    /**
     * Calls {@code work} once, or does not call it and answers in its place.
     *
     * @return the attempt's result
     * @throws Exception fails the attempt, as if the handler had thrown it
     */
    @Nullable
    Object around(TaskContext context, Callable<@Nullable Object> work) throws Exception;

    /**
     * Stands around a call of a batch handler, which is many attempts at once, in place of {@link #around}: that is not
     * called for them. By default it calls {@code work} and does nothing else.
     *
     * @param contexts of the tasks in the batch, in its order
     * @param work returns null; if it is not called the tasks count as done
     * @throws Exception fails every task of the batch, as if the handler had thrown it
     */
    default void aroundBatch(List<TaskContext> contexts, Callable<@Nullable Object> work) throws Exception {
        work.call();
    }
}
