package io.pgqueue.autoconfigure.handler;

import io.pgqueue.TaskContext;
import io.pgqueue.TaskWork;
import java.lang.reflect.InvocationTargetException;
import java.lang.reflect.Method;
import java.util.function.Supplier;
import org.jspecify.annotations.Nullable;
import org.springframework.aop.support.AopUtils;
import org.springframework.util.ReflectionUtils;
import org.springframework.util.function.SingletonSupplier;

/** Calls an annotated method through its bean, so that aspects apply. The bean is looked up for the first task. */
final class MethodWork implements TaskWork<@Nullable Object> {

    private final HandlerSignature signature;
    private final Supplier<Target> target;

    MethodWork(Supplier<Object> bean, Method method, HandlerSignature signature) {
        this.signature = signature;
        this.target = SingletonSupplier.of(() -> Target.of(bean.get(), method));
    }

    @Override
    public @Nullable Object run(@Nullable Object payload, TaskContext context) throws Exception {
        Target called = target.get();
        try {
            return called.method().invoke(called.bean(), signature.arguments(payload, context));
        } catch (InvocationTargetException e) {
            throw unwrapped(e);
        }
    }

    private static Exception unwrapped(InvocationTargetException e) {
        Throwable thrown = e.getTargetException();
        if (thrown instanceof Error error) {
            throw error;
        }
        return thrown instanceof Exception exception ? exception : e;
    }

    private record Target(Object bean, Method method) {

        static Target of(Object bean, Method method) {
            Method invocable = AopUtils.selectInvocableMethod(method, bean.getClass());
            ReflectionUtils.makeAccessible(invocable);
            return new Target(bean, invocable);
        }
    }
}
