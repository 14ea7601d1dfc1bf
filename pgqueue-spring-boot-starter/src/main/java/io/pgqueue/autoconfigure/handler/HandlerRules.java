package io.pgqueue.autoconfigure.handler;

import java.lang.reflect.Method;
import java.lang.reflect.Modifier;
import java.util.List;
import java.util.concurrent.CompletionStage;
import java.util.concurrent.Flow;
import java.util.concurrent.Future;
import org.jspecify.annotations.Nullable;
import org.springframework.aop.support.AopUtils;
import org.springframework.context.annotation.Bean;
import org.springframework.core.annotation.AnnotatedElementUtils;
import org.springframework.scheduling.annotation.Async;
import org.springframework.util.ClassUtils;

/** What makes a declaration wrong, found at the start and not with the first task. */
final class HandlerRules {

    /** By name: none of these libraries need be there. */
    private static final List<String> LATER_BY_NAME = List.of(
            "org.reactivestreams.Publisher",
            "io.reactivex.rxjava3.core.Single",
            "io.reactivex.rxjava3.core.Maybe",
            "io.reactivex.rxjava3.core.Completable",
            "io.reactivex.rxjava3.core.Observable",
            "io.smallrye.mutiny.Uni",
            "kotlinx.coroutines.flow.Flow");

    private static final String CONTINUATION = "kotlin.coroutines.Continuation";

    private HandlerRules() {}

    static void checkScope(HandlerBean bean, Declaration declaration) {
        String scope = bean.otherScope();
        if (scope != null) {
            throw declaration.wrong(
                    "the bean's scope is '" + scope + "', and a handler is called at any time and by many threads",
                    "Make the bean a singleton. Let it ask an ObjectProvider for what has to be new for each task.");
        }
    }

    static void checkMethod(Method method, HandlerBean bean, Declaration declaration) {
        if (Modifier.isPrivate(method.getModifiers())) {
            throw declaration.wrong(
                    "the method is private, so that proxies (transactions, security, caching) cannot stand before it",
                    "Make it public, or at least package-private.");
        }
        if (Modifier.isStatic(method.getModifiers())) {
            throw declaration.wrong(
                    "the method is static and belongs to no bean", "Make it an instance method of the bean.");
        }
        if (AnnotatedElementUtils.hasAnnotation(method, Bean.class)) {
            throw declaration.wrong(
                    "it stands on a @Bean method, which makes a bean and handles no task",
                    "Put @TaskHandler on a method of the bean or on its class, or publish a TaskRegistration.");
        }
        checkResult(method, declaration);
        checkReachable(method, bean, declaration);
    }

    /** The same for a class that implements the handler interface, which any proxy of it has, too. */
    static void checkRun(Method run, HandlerBean bean, Declaration declaration) {
        checkResult(run, declaration);
        checkNotFinalBehindProxy(run, bean.existing(), declaration);
    }

    /** A result that comes later would count as success while the work is still going on. */
    private static void checkResult(Method method, Declaration declaration) {
        boolean suspends = List.of(method.getParameterTypes()).stream()
                .anyMatch(type -> type.getName().equals(CONTINUATION));
        if (suspends || comesLater(method.getReturnType())) {
            throw declaration.wrong(
                    suspends
                            ? "it is a suspending function"
                            : "it returns a " + method.getReturnType().getSimpleName()
                                    + ", and the task would count as done when the method returns",
                    "Wait for the result in the handler (join(), block(), runBlocking) and return the value. A handler"
                            + " has a thread of its own: it may block.");
        }
        if (AnnotatedElementUtils.hasAnnotation(method, Async.class)
                || AnnotatedElementUtils.hasAnnotation(method.getDeclaringClass(), Async.class)) {
            throw declaration.wrong(
                    "it is @Async, and the task would count as done before the work begins",
                    "Remove @Async: a handler has a thread of its own.");
        }
    }

    /** Only a bean that exists shows its proxy; one that is lazy is checked when its first task comes. */
    private static void checkReachable(Method method, HandlerBean bean, Declaration declaration) {
        Object existing = bean.existing();
        if (existing == null) {
            return;
        }
        checkNotFinalBehindProxy(method, existing, declaration);
        try {
            AopUtils.selectInvocableMethod(method, existing.getClass());
        } catch (IllegalStateException e) {
            throw declaration.wrong(
                    "the bean has a proxy of its interfaces only, and none of them has the method",
                    "Declare the method in an interface that the class implements, or let the class be proxied"
                            + " (spring.aop.proxy-target-class=true, which is Boot's default).");
        }
    }

    private static void checkNotFinalBehindProxy(Method method, @Nullable Object existing, Declaration declaration) {
        if (existing != null && AopUtils.isCglibProxy(existing) && Modifier.isFinal(method.getModifiers())) {
            throw declaration.wrong(
                    "the method is final and the bean has a proxy, which cannot stand before it: the call would meet an"
                            + " object whose fields are empty",
                    "Remove 'final' from the method (in Kotlin, open it).");
        }
    }

    private static boolean comesLater(Class<?> type) {
        return CompletionStage.class.isAssignableFrom(type)
                || Future.class.isAssignableFrom(type)
                || Flow.Publisher.class.isAssignableFrom(type)
                || hasTypeNamed(type);
    }

    private static boolean hasTypeNamed(@Nullable Class<?> type) {
        for (Class<?> current = type; current != null; current = current.getSuperclass()) {
            if (LATER_BY_NAME.contains(current.getName())) {
                return true;
            }
        }
        return type != null
                && ClassUtils.getAllInterfacesForClassAsSet(type).stream()
                        .anyMatch(candidate -> LATER_BY_NAME.contains(candidate.getName()));
    }
}
