package io.pgqueue.internal.work;

import io.pgqueue.BatchWork;
import io.pgqueue.PayloadException;
import io.pgqueue.TaskContext;
import io.pgqueue.TaskInterceptor;
import io.pgqueue.TaskWork;
import io.pgqueue.internal.work.FailurePolicy.UnreadablePayloadException;
import java.util.List;
import java.util.Objects;
import java.util.concurrent.Callable;
import org.jspecify.annotations.Nullable;

/** Calls a handler with its payload, inside the application's interceptors. */
final class Invocation {

    private final Encoding encoding;
    private final List<TaskInterceptor> interceptors;

    Invocation(Encoding encoding, List<TaskInterceptor> interceptors) {
        this.encoding = encoding;
        this.interceptors = List.copyOf(interceptors);
    }

    @Nullable
    Object call(Attempt attempt) throws Exception {
        try (TaskMdc mdc = TaskMdc.of(attempt)) {
            return intercepted(attempt);
        }
    }

    private @Nullable Object intercepted(Attempt attempt) throws Exception {
        if (interceptors.isEmpty()) {
            return handle(attempt);
        }
        Callable<@Nullable Object> call = () -> handle(attempt);
        for (int i = interceptors.size() - 1; i >= 0; i--) {
            TaskInterceptor interceptor = interceptors.get(i);
            Callable<@Nullable Object> inner = call;
            call = () -> interceptor.around(attempt, inner);
        }
        return call.call();
    }

    /** Calls a batch handler, inside the interceptors of batches. */
    void call(BatchRun batch) throws Exception {
        try (TaskMdc mdc = TaskMdc.of(batch)) {
            intercepted(batch);
        }
    }

    private void intercepted(BatchRun batch) throws Exception {
        Callable<@Nullable Object> call = () -> handle(batch);
        List<TaskContext> contexts = batch.contexts();
        for (int i = interceptors.size() - 1; i >= 0; i--) {
            TaskInterceptor interceptor = interceptors.get(i);
            Callable<@Nullable Object> inner = call;
            call = () -> {
                interceptor.aroundBatch(contexts, inner);
                return null;
            };
        }
        call.call();
    }

    @SuppressWarnings("unchecked") // the codec read what the work asks for
    private static @Nullable Object handle(BatchRun batch) throws Exception {
        BatchSettings settings = Objects.requireNonNull(batch.settings().batch());
        ((BatchWork<@Nullable Object>) settings.work()).run(batch);
        return null;
    }

    @SuppressWarnings({"unchecked", "NullAway"}) // the codec read what the work asks for; no payload is null
    private @Nullable Object handle(Attempt attempt) throws Exception {
        Object payload;
        try {
            payload = encoding.payload(
                    attempt.task().payload(), attempt.settings().payloadType());
        } catch (PayloadException e) {
            throw new UnreadablePayloadException(attempt, e);
        }
        TaskWork<@Nullable Object> work = (TaskWork<@Nullable Object>)
                Objects.requireNonNull(attempt.settings().work());
        return work.run(payload, attempt);
    }
}
