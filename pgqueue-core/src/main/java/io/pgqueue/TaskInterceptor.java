package io.pgqueue;

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
}
