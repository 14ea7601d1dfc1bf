package io.pgqueue.autoconfigure.handler;

import io.pgqueue.TaskHandler;
import io.pgqueue.schedule.RecurringTask;
import java.lang.reflect.AnnotatedElement;
import java.lang.reflect.Method;
import java.util.ArrayList;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Set;
import org.jspecify.annotations.Nullable;
import org.springframework.aop.framework.AopProxyUtils;
import org.springframework.aop.framework.autoproxy.AutoProxyUtils;
import org.springframework.aop.scope.ScopedProxyUtils;
import org.springframework.beans.factory.FactoryBean;
import org.springframework.beans.factory.config.ConfigurableListableBeanFactory;
import org.springframework.core.MethodIntrospector;
import org.springframework.core.annotation.AnnotatedElementUtils;
import org.springframework.core.annotation.AnnotationUtils;
import org.springframework.util.ClassUtils;

/**
 * Finds {@link TaskHandler} by the types of beans, and creates none. It looks at one bean factory and not at its
 * parents, so that a handler belongs to the one context that declares it.
 */
public final class HandlerScan {

    private final ConfigurableListableBeanFactory beanFactory;

    public HandlerScan(ConfigurableListableBeanFactory beanFactory) {
        this.beanFactory = beanFactory;
    }

    /** The names that annotations give to kinds, whether or not they are valid. For use before the beans exist. */
    public Set<String> kinds() {
        Set<String> kinds = new LinkedHashSet<>();
        for (HandlerBean bean : beans()) {
            TaskHandler ofType = ofType(bean.type());
            if (ofType != null) {
                kinds.add(resolve(ofType));
            }
            methods(bean.type()).stream()
                    .filter(method -> AnnotatedElementUtils.hasAnnotation(method, TaskHandler.class))
                    .forEach(method -> kinds.add(resolve(annotation(method))));
        }
        return kinds;
    }

    List<HandlerBean> beans() {
        List<HandlerBean> beans = new ArrayList<>();
        for (String name : beanFactory.getBeanNamesForType(Object.class, true, false)) {
            // the target of a scoped proxy stands for both: its definition has the scope
            if (beanFactory.containsBeanDefinition(ScopedProxyUtils.getTargetBeanName(name))) {
                continue;
            }
            Class<?> type = type(name);
            if (type != null && mayHandle(type)) {
                beans.add(new HandlerBean(beanFactory, name, type));
            }
        }
        return beans;
    }

    static @Nullable TaskHandler ofType(Class<?> type) {
        return AnnotatedElementUtils.findMergedAnnotation(type, TaskHandler.class);
    }

    /** Handlers, and methods that only look like one because of a schedule. */
    static Set<Method> methods(Class<?> type) {
        return MethodIntrospector.selectMethods(
                type,
                (Method method) -> AnnotatedElementUtils.hasAnnotation(method, TaskHandler.class)
                        || AnnotatedElementUtils.hasAnnotation(method, RecurringTask.class));
    }

    static @Nullable RecurringTask recurring(AnnotatedElement element) {
        return AnnotatedElementUtils.findMergedAnnotation(element, RecurringTask.class);
    }

    static TaskHandler annotation(Method method) {
        TaskHandler annotation = AnnotatedElementUtils.findMergedAnnotation(method, TaskHandler.class);
        if (annotation == null) {
            throw new IllegalArgumentException(method + " has no @TaskHandler");
        }
        return annotation;
    }

    private static boolean mayHandle(Class<?> type) {
        return !type.getName().startsWith("org.springframework.")
                && AnnotationUtils.isCandidateClass(type, TaskHandler.class)
                && (ofType(type) != null
                        || recurring(type) != null
                        || !methods(type).isEmpty());
    }

    private @Nullable Class<?> type(String name) {
        Object existing = beanFactory.containsSingleton(name) ? beanFactory.getSingleton(name) : null;
        if (existing != null && !(existing instanceof FactoryBean<?>)) {
            return ClassUtils.getUserClass(AopProxyUtils.ultimateTargetClass(existing));
        }
        if (beanFactory.containsBeanDefinition(name)
                && beanFactory
                                .getMergedBeanDefinition(name)
                                .getAttribute(AutoProxyUtils.ORIGINAL_TARGET_CLASS_ATTRIBUTE)
                        instanceof Class<?> target) {
            return ClassUtils.getUserClass(target);
        }
        Class<?> type = beanFactory.getType(name, false);
        return type == null ? null : ClassUtils.getUserClass(type);
    }

    private String resolve(TaskHandler annotation) {
        String kind = beanFactory.resolveEmbeddedValue(annotation.value());
        return kind != null ? kind : "";
    }
}
