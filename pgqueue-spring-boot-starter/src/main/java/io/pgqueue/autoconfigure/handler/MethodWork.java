package io.pgqueue.autoconfigure.handler;

import io.pgqueue.TaskContext;
import io.pgqueue.TaskWork;
import java.lang.reflect.Method;
import java.util.function.Supplier;
import org.jspecify.annotations.Nullable;

/** Calls an annotated method with a task. */
final class MethodWork implements TaskWork<@Nullable Object> {

    private final HandlerSignature signature;
    private final MethodCall call;

    MethodWork(Supplier<Object> bean, Method method, HandlerSignature signature) {
        this.signature = signature;
        this.call = new MethodCall(bean, method);
    }

    @Override
    public @Nullable Object run(@Nullable Object payload, TaskContext context) throws Exception {
        return call.with(signature.arguments(payload, context));
    }
}
