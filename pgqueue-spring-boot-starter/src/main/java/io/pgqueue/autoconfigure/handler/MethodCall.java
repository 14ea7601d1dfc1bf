package io.pgqueue.autoconfigure.handler;

import java.lang.reflect.InvocationTargetException;
import java.lang.reflect.Method;
import java.util.function.Supplier;
import org.jspecify.annotations.Nullable;
import org.springframework.aop.support.AopUtils;
import org.springframework.util.ReflectionUtils;
import org.springframework.util.function.SingletonSupplier;

/** Calls a method through its bean, so that aspects apply. The bean is looked up for the first call. */
final class MethodCall {

    private final Supplier<Target> target;

    MethodCall(Supplier<Object> bean, Method method) {
        this.target = SingletonSupplier.of(() -> Target.of(bean.get(), method));
    }

    /** Throws what the method throws. */
    @Nullable
    Object with(@Nullable Object... arguments) throws Exception {
        Target called = target.get();
        try {
            return called.method().invoke(called.bean(), arguments);
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
