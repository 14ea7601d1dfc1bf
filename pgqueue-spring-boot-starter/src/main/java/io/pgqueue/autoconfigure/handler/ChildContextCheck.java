package io.pgqueue.autoconfigure.handler;

import org.slf4j.Logger;
import org.slf4j.LoggerFactory;
import org.springframework.beans.factory.SmartInitializingSingleton;
import org.springframework.beans.factory.config.ConfigurableListableBeanFactory;

/** Warns of handlers in a context whose parent has the queue: the parent registers its own, and starts first. */
public final class ChildContextCheck implements SmartInitializingSingleton {

    private static final Logger log = LoggerFactory.getLogger(ChildContextCheck.class);

    private final ConfigurableListableBeanFactory beanFactory;

    public ChildContextCheck(ConfigurableListableBeanFactory beanFactory) {
        this.beanFactory = beanFactory;
    }

    @Override
    public void afterSingletonsInstantiated() {
        for (HandlerBean bean : new HandlerScan(beanFactory).beans()) {
            log.warn(
                    "The task handler of {} is not used: the queue belongs to a parent of its application context."
                            + " Declare the bean in the parent",
                    Declaration.ofBean(bean.name(), bean.type()).place());
        }
    }
}
