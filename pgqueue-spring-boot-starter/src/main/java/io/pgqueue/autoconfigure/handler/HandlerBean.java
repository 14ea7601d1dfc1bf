package io.pgqueue.autoconfigure.handler;

import java.util.function.Supplier;
import org.jspecify.annotations.Nullable;
import org.springframework.beans.factory.config.ConfigurableListableBeanFactory;

/**
 * A bean with a handler, which need not exist yet.
 *
 * @param type its class without proxies
 */
record HandlerBean(ConfigurableListableBeanFactory beanFactory, String name, Class<?> type) {

    /** The bean with its aspects, created if need be. */
    Supplier<Object> reference() {
        return () -> beanFactory.getBean(name);
    }

    /** The bean if it exists already; null if it will only be created for its first task. */
    @Nullable
    Object existing() {
        return beanFactory.containsSingleton(name) ? beanFactory.getSingleton(name) : null;
    }

    /** Its scope if that is not singleton; null if it is. */
    @Nullable
    String otherScope() {
        if (!beanFactory.containsBeanDefinition(name)) {
            return null;
        }
        var definition = beanFactory.getMergedBeanDefinition(name);
        return definition.isSingleton() ? null : String.valueOf(definition.getScope());
    }
}
