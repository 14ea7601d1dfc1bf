package io.pgqueue.autoconfigure;

import io.pgqueue.TaskContext;
import io.pgqueue.TaskInterceptor;
import java.util.List;
import java.util.concurrent.Callable;
import java.util.function.Supplier;
import org.jspecify.annotations.Nullable;
import org.springframework.beans.factory.ObjectProvider;
import org.springframework.util.function.SingletonSupplier;

/** The application's interceptors, the first outermost; looked up for the first attempt, as {@link ListenerChain}'s. */
final class InterceptorChain implements TaskInterceptor {

    private final Supplier<List<TaskInterceptor>> interceptors;

    InterceptorChain(ObjectProvider<TaskInterceptor> provider) {
        this.interceptors = SingletonSupplier.of(() -> provider.orderedStream().toList());
    }

    @Override
    public @Nullable Object around(TaskContext context, Callable<@Nullable Object> work) throws Exception {
        return from(0, context, work);
    }

    private @Nullable Object from(int index, TaskContext context, Callable<@Nullable Object> work) throws Exception {
        List<TaskInterceptor> chain = interceptors.get();
        return index == chain.size()
                ? work.call()
                : chain.get(index).around(context, () -> from(index + 1, context, work));
    }

    @Override
    public void aroundBatch(List<TaskContext> contexts, Callable<@Nullable Object> work) throws Exception {
        batchFrom(0, contexts, work);
    }

    private void batchFrom(int index, List<TaskContext> contexts, Callable<@Nullable Object> work) throws Exception {
        List<TaskInterceptor> chain = interceptors.get();
        if (index == chain.size()) {
            work.call();
            return;
        }
        chain.get(index).aroundBatch(contexts, () -> {
            batchFrom(index + 1, contexts, work);
            return null;
        });
    }
}
