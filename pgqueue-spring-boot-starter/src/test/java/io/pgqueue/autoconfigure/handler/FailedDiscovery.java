package io.pgqueue.autoconfigure.handler;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.catchThrowableOfType;

import io.pgqueue.autoconfigure.failure.SetupException;
import org.jspecify.annotations.Nullable;
import org.springframework.aop.framework.ProxyFactory;
import org.springframework.beans.factory.config.BeanPostProcessor;
import org.springframework.context.annotation.AnnotationConfigApplicationContext;

/** Looks for handlers where the declaration of one is wrong. */
final class FailedDiscovery {

    private FailedDiscovery() {}

    /** Fails unless a bean of this type is reported by its name, with the problem and the remedy. */
    static void isReported(Class<?> type, String problem, String remedy) {
        SetupException report = reportOf(type);
        assertThat(report.description()).contains(type.getName()).contains(problem);
        assertThat(report.action()).contains(remedy);
    }

    /** The report about a bean of this type. */
    static SetupException reportOf(Class<?> type) {
        return required(type, find(type, null));
    }

    /** The report about a bean of this type behind a proxy of its class, or else of its interfaces. */
    static SetupException reportOf(Class<?> type, boolean proxyByClass) {
        return required(type, find(type, proxyByClass));
    }

    /** Null if nothing is wrong. */
    static @Nullable SetupException find(Class<?> type) {
        return find(type, null);
    }

    private static @Nullable SetupException find(Class<?> type, @Nullable Boolean proxyByClass) {
        try (AnnotationConfigApplicationContext context = new AnnotationConfigApplicationContext()) {
            if (proxyByClass != null) {
                context.getDefaultListableBeanFactory().addBeanPostProcessor(new BeanPostProcessor() {
                    @Override
                    public Object postProcessAfterInitialization(Object bean, String name) {
                        ProxyFactory factory = new ProxyFactory(bean);
                        factory.setProxyTargetClass(proxyByClass);
                        return bean.getClass().getName().startsWith("io.pgqueue.") ? factory.getProxy() : bean;
                    }
                });
            }
            context.register(type);
            context.refresh();
            return catchThrowableOfType(
                    SetupException.class, () -> new HandlerDiscovery(context.getDefaultListableBeanFactory()).find());
        }
    }

    private static SetupException required(Class<?> type, @Nullable SetupException report) {
        assertThat(report).as("report about " + type).isNotNull();
        return report;
    }
}
