package io.pgqueue.autoconfigure.handler;

import io.pgqueue.TaskContext;
import java.lang.reflect.Method;
import java.lang.reflect.Type;
import org.jspecify.annotations.Nullable;
import org.springframework.core.GenericTypeResolver;

/**
 * How a handler method is called.
 *
 * @param payloadAt index of the parameter that takes the payload, or -1
 * @param contextAt index of the parameter that takes the context, or -1
 * @param payloadType what the payload is read as; {@code Void} if the method takes none
 */
record HandlerSignature(int parameters, int payloadAt, int contextAt, Type payloadType) {

    /**
     * @throws io.pgqueue.autoconfigure.failure.SetupException if a parameter is left over
     */
    static HandlerSignature of(Method method, Class<?> beanType, Declaration declaration) {
        int payloadAt = -1;
        int contextAt = -1;
        Class<?>[] types = method.getParameterTypes();
        for (int i = 0; i < types.length; i++) {
            if (types[i] == TaskContext.class) {
                if (contextAt >= 0) {
                    throw declaration.wrong("it takes two TaskContexts", "Remove one of them.");
                }
                contextAt = i;
            } else if (payloadAt >= 0) {
                throw declaration.wrong(
                        "nothing can supply both of its parameters " + types[payloadAt].getSimpleName() + " and "
                                + types[i].getSimpleName() + ", since a task has one payload",
                        "A handler takes the payload, a TaskContext, both in any order, or nothing. Put what belongs to"
                                + " the task into one record, and inject the rest into the bean.");
            } else {
                payloadAt = i;
            }
        }
        Type payloadType = payloadAt < 0
                ? Void.class
                : GenericTypeResolver.resolveType(method.getGenericParameterTypes()[payloadAt], beanType);
        return new HandlerSignature(types.length, payloadAt, contextAt, payloadType);
    }

    @Nullable
    Object[] arguments(@Nullable Object payload, TaskContext context) {
        @Nullable Object[] arguments = new @Nullable Object[parameters];
        if (payloadAt >= 0) {
            arguments[payloadAt] = payload;
        }
        if (contextAt >= 0) {
            arguments[contextAt] = context;
        }
        return arguments;
    }
}
