package io.pgqueue.autoconfigure.handler;

import static org.assertj.core.api.Assertions.assertThat;

import io.pgqueue.TaskHandler;
import io.pgqueue.TaskRegistration;
import io.pgqueue.TaskWork;
import java.util.Map;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.function.Function;
import java.util.stream.Collectors;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Test;
import org.springframework.aop.framework.ProxyFactory;
import org.springframework.aop.support.AopUtils;
import org.springframework.beans.factory.config.BeanPostProcessor;
import org.springframework.context.annotation.AnnotationConfigApplicationContext;

class HandlerProxyTest {

    private final AnnotationConfigApplicationContext context = new AnnotationConfigApplicationContext();

    @Test
    void callsThroughAClassProxySoThatAspectsApply() throws Exception {
        AtomicInteger advised = proxying(true);

        Object result = run(find(HandlerDiscoveryTest.Parameters.class).get("payload"), "x");

        assertThat(AopUtils.isCglibProxy(context.getBean(HandlerDiscoveryTest.Parameters.class)))
                .isTrue();
        assertThat(result).isEqualTo("x");
        assertThat(advised).hasValue(1);
    }

    @Test
    void callsAPackagePrivateMethodThroughAClassProxy() throws Exception {
        AtomicInteger advised = proxying(true);

        Object result = run(find(HandlerDiscoveryTest.Parameters.class).get("hidden"), "x");

        assertThat(result).isEqualTo("hidden x");
        assertThat(advised).hasValue(1);
    }

    @Test
    void callsThroughAnInterfaceProxyThatHasTheMethod() throws Exception {
        AtomicInteger advised = proxying(false);

        Object result = run(find(MailerImplementation.class).get("mail"), "x");

        assertThat(AopUtils.isJdkDynamicProxy(context.getBean(Mailer.class))).isTrue();
        assertThat(result).isEqualTo("mailed x");
        assertThat(advised).hasValue(1);
    }

    @Test
    void callsAWorkClassThroughAnInterfaceProxy() throws Exception {
        AtomicInteger advised = proxying(false);

        assertThat(run(find(HandlerDiscoveryTest.OrderWork.class).get("order-work"), new HandlerDiscoveryTest.Order(6)))
                .isEqualTo(6L);
        assertThat(advised).hasValue(1);
    }

    private AtomicInteger proxying(boolean byClass) {
        AtomicInteger advised = new AtomicInteger();
        context.getDefaultListableBeanFactory().addBeanPostProcessor(new BeanPostProcessor() {
            @Override
            public Object postProcessAfterInitialization(Object bean, String name) {
                ProxyFactory factory = new ProxyFactory(bean);
                factory.setProxyTargetClass(byClass);
                factory.addAdvice((org.aopalliance.intercept.MethodInterceptor) invocation -> {
                    advised.incrementAndGet();
                    return invocation.proceed();
                });
                return bean.getClass().getName().startsWith("io.pgqueue.")
                        ? factory.getProxy(getClass().getClassLoader())
                        : bean;
            }
        });
        return advised;
    }

    private Map<String, TaskRegistration> find(Class<?> type) {
        context.register(type);
        context.refresh();
        return new HandlerDiscovery(context.getDefaultListableBeanFactory())
                .find().stream()
                        .map(HandlerDiscovery.Declared::registration)
                        .collect(Collectors.toMap(TaskRegistration::kind, Function.identity()));
    }

    @SuppressWarnings("unchecked")
    private static @Nullable Object run(TaskRegistration registration, Object payload) throws Exception {
        return ((TaskWork<Object>) registration.work()).run(payload, new FakeContext());
    }

    interface Mailer {
        String mail(String text);
    }

    static class MailerImplementation implements Mailer {
        @Override
        @TaskHandler("mail")
        public String mail(String text) {
            return "mailed " + text;
        }
    }
}
