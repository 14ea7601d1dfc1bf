package io.pgqueue.autoconfigure.handler;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.catchThrowableOfType;

import io.pgqueue.BatchWork;
import io.pgqueue.KindOptions;
import io.pgqueue.TaskBatch;
import io.pgqueue.TaskContext;
import io.pgqueue.TaskHandler;
import io.pgqueue.TaskKind;
import io.pgqueue.TaskLimits;
import io.pgqueue.TaskRegistration;
import io.pgqueue.TaskWork;
import io.pgqueue.autoconfigure.failure.SetupException;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.Flow;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.Arguments;
import org.junit.jupiter.params.provider.MethodSource;
import org.springframework.aop.framework.ProxyFactory;
import org.springframework.beans.factory.config.BeanPostProcessor;
import org.springframework.context.annotation.AnnotationConfigApplicationContext;
import org.springframework.context.annotation.Bean;
import org.springframework.context.annotation.Configuration;
import org.springframework.context.annotation.Scope;
import org.springframework.context.annotation.ScopedProxyMode;
import org.springframework.scheduling.annotation.Async;

/** Each mistake is reported with its bean, the method, what is wrong with it and how to mend it. */
class WrongDeclarationTest {

    @ParameterizedTest
    @MethodSource("mistakes")
    void isReportedWithItsPlaceAndItsRemedy(Class<?> bean, String problem, String remedy) {
        SetupException report = reportOf(bean, null);

        assertThat(report.description()).contains(bean.getName()).contains(problem);
        assertThat(report.action()).contains(remedy);
    }

    static Stream<Arguments> mistakes() {
        return Stream.of(
                Arguments.of(TwoPayloads.class, "both of its parameters String and Integer", "into one record"),
                Arguments.of(TwoContexts.class, "two TaskContexts", "Remove one"),
                Arguments.of(Future.class, "returns a CompletableFuture", "Wait for the result"),
                Arguments.of(Published.class, "returns a Publisher", "Wait for the result"),
                Arguments.of(AsyncHandler.class, "@Async", "Remove @Async"),
                Arguments.of(Private.class, "is private", "Make it public"),
                Arguments.of(Static.class, "is static", "instance method"),
                Arguments.of(Prototype.class, "scope is 'prototype'", "singleton"),
                Arguments.of(ScopedProxy.class, "scope is 'prototype'", "singleton"),
                Arguments.of(NoWork.class, "does not implement io.pgqueue.TaskWork", "Implement TaskWork"),
                Arguments.of(RawWork.class, "does not say which payload", "TaskWork<Order>"),
                Arguments.of(LaterWork.class, "returns a CompletableFuture", "Wait for the result"),
                Arguments.of(OnBeanMethod.class, "@Bean method", "on its class"),
                Arguments.of(BadKind.class, "kind is 'Send Mail'", "lower-case"),
                Arguments.of(TooManyWorkers.class, "workerCount = 10001", "Correct the attribute workerCount"),
                Arguments.of(NoAttempts.class, "must be 1 to 1,000,000", "Correct the attribute maxAttempts"),
                Arguments.of(LongTimeout.class, "must be 1 ms to 30 days", "Correct the attribute attemptTimeout"),
                Arguments.of(NoDuration.class, "is no duration", "Correct the attribute terminalTtl"),
                Arguments.of(NoPlaceholder.class, "no.such.property", "Correct the attribute terminalTtl"),
                Arguments.of(NoDelayBean.class, "retryDelay = nobody", "Correct the attribute retryDelay"),
                Arguments.of(BadSpan.class, "retryDelay = 10m..6s", "Correct the attribute retryDelay"),
                Arguments.of(BatchOfNoList.class, "takes no list", "TaskBatch<Order>"),
                Arguments.of(BatchOfNothing.class, "takes no list", "TaskBatch<Order>"),
                Arguments.of(BatchAndMore.class, "nothing can supply a second parameter", "has one parameter"),
                Arguments.of(RawBatch.class, "does not say which payload", "TaskBatch<Order>"),
                Arguments.of(BatchWithOneResult.class, "returns a String", "item.done(result)"),
                Arguments.of(PayloadsWithOneResult.class, "returns a String", "one result for each task"),
                Arguments.of(RawBatchWork.class, "does not say which payload", "BatchWork<Order>"),
                Arguments.of(TooLargeBatch.class, "batchSize = 1001", "Correct the attribute batchSize"),
                Arguments.of(LongLinger.class, "must be 0 to 1 minute", "Correct the attribute batchLinger"),
                Arguments.of(NoLimit.class, "limits.maxRunning = 0", "Correct the attribute limits.maxRunning"),
                Arguments.of(NoPeriod.class, "needs a period", "Correct the attribute limits.period"));
    }

    @Test
    void namesBothHandlersOfOneKind() {
        SetupException report = reportOf(TwoOfAKind.class, null);

        assertThat(report.description())
                .contains("'twice' has two handlers", "method one()", "method two()", TwoOfAKind.class.getName());
        assertThat(report.action()).contains("Remove one");
    }

    @Test
    void namesBothKindsThatDifferByDashesOnly() {
        assertThat(reportOf(DashesOnly.class, null).description()).contains("'send-mail'", "'sendmail'", "dashes only");
    }

    @Test
    void namesTheHandlerAndTheRegistrationOfOneKind() {
        assertThat(reportOf(HandlerAndRegistration.class, null).description())
                .contains("'twice'", "method handle()", "bean 'registration'");
    }

    @Test
    void namesAFinalMethodBehindAClassProxy() {
        SetupException report = reportOf(Final.class, true);

        assertThat(report.description()).contains("method handle()", Final.class.getName(), "is final");
        assertThat(report.action()).contains("Remove 'final'");
    }

    @Test
    void namesAMethodThatAnInterfaceProxyHides() {
        SetupException report = reportOf(HiddenByProxy.class, false);

        assertThat(report.description()).contains("method handle()", HiddenByProxy.class.getName(), "interfaces only");
        assertThat(report.action()).contains("spring.aop.proxy-target-class=true");
    }

    @Test
    void leavesAFinalMethodAloneWithoutAProxy() {
        assertThat(find(Final.class, null)).isNull();
    }

    private static SetupException reportOf(Class<?> type, Boolean proxyByClass) {
        SetupException report = find(type, proxyByClass);
        assertThat(report).as("report about " + type).isNotNull();
        return report;
    }

    private static SetupException find(Class<?> type, Boolean proxyByClass) {
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

    static class TwoPayloads {
        @TaskHandler("wrong")
        public void handle(String one, TaskContext context, Integer two) {}
    }

    static class TwoContexts {
        @TaskHandler("wrong")
        public void handle(TaskContext one, TaskContext two) {}
    }

    static class Future {
        @TaskHandler("wrong")
        public CompletableFuture<String> handle() {
            return CompletableFuture.completedFuture("too late");
        }
    }

    static class Published {
        @TaskHandler("wrong")
        public Flow.Publisher<String> handle() {
            return subscriber -> {};
        }
    }

    static class AsyncHandler {
        @Async
        @TaskHandler("wrong")
        public void handle() {}
    }

    static class Private {
        @TaskHandler("wrong")
        private void handle() {}
    }

    static class Static {
        @TaskHandler("wrong")
        public static void handle() {}
    }

    @Scope("prototype")
    static class Prototype {
        @TaskHandler("wrong")
        public void handle() {}
    }

    @Scope(scopeName = "prototype", proxyMode = ScopedProxyMode.TARGET_CLASS)
    static class ScopedProxy {
        @TaskHandler("wrong")
        public void handle() {}
    }

    @TaskHandler("wrong")
    static class NoWork {}

    @SuppressWarnings("rawtypes")
    @TaskHandler("wrong")
    static class RawWork implements TaskWork {
        @Override
        public Object run(Object payload, TaskContext context) {
            return "done";
        }
    }

    @TaskHandler("wrong")
    static class LaterWork implements TaskWork<String> {
        @Override
        public CompletableFuture<String> run(String payload, TaskContext context) {
            return CompletableFuture.completedFuture("too late");
        }
    }

    @Configuration(proxyBeanMethods = false)
    static class OnBeanMethod {
        @Bean
        @TaskHandler("wrong")
        TaskWork<String> work() {
            return (payload, context) -> "done";
        }
    }

    static class BadKind {
        @TaskHandler("Send Mail")
        public void handle() {}
    }

    static class TooManyWorkers {
        @TaskHandler(value = "wrong", workerCount = 10_001)
        public void handle() {}
    }

    static class NoAttempts {
        @TaskHandler(value = "wrong", maxAttempts = 0)
        public void handle() {}
    }

    static class LongTimeout {
        @TaskHandler(value = "wrong", attemptTimeout = "31d")
        public void handle() {}
    }

    static class NoDuration {
        @TaskHandler(value = "wrong", terminalTtl = "soon")
        public void handle() {}
    }

    static class NoPlaceholder {
        @TaskHandler(value = "wrong", terminalTtl = "${no.such.property}")
        public void handle() {}
    }

    static class NoDelayBean {
        @TaskHandler(value = "wrong", retryDelay = "nobody")
        public void handle() {}
    }

    static class BadSpan {
        @TaskHandler(value = "wrong", retryDelay = "10m..6s")
        public void handle() {}
    }

    static class BatchOfNoList {
        @TaskHandler(value = "wrong", batchSize = 10)
        public void handle(String payload) {}
    }

    static class BatchOfNothing {
        @TaskHandler(value = "wrong", batchLinger = "1s")
        public void handle() {}
    }

    static class BatchAndMore {
        @TaskHandler("wrong")
        public void handle(TaskBatch<String> batch, TaskContext context) {}
    }

    static class RawBatch {
        @TaskHandler("wrong")
        @SuppressWarnings("rawtypes")
        public void handle(TaskBatch batch) {}
    }

    static class BatchWithOneResult {
        @TaskHandler("wrong")
        public String handle(TaskBatch<String> batch) {
            return "one for all";
        }
    }

    static class PayloadsWithOneResult {
        @TaskHandler(value = "wrong", batchSize = 10)
        public String handle(List<String> payloads) {
            return "one for all";
        }
    }

    @TaskHandler("wrong")
    @SuppressWarnings("rawtypes")
    static class RawBatchWork implements BatchWork {
        @Override
        public void run(TaskBatch batch) {}
    }

    static class TooLargeBatch {
        @TaskHandler(value = "wrong", batchSize = 1_001)
        public void handle(TaskBatch<String> batch) {}
    }

    static class LongLinger {
        @TaskHandler(value = "wrong", batchLinger = "2m")
        public void handle(TaskBatch<String> batch) {}
    }

    static class NoLimit {
        @TaskHandler(value = "wrong", limits = @TaskLimits(maxRunning = 0))
        public void handle() {}
    }

    static class NoPeriod {
        @TaskHandler(value = "wrong", limits = @TaskLimits(maxStarted = 5))
        public void handle() {}
    }

    static class TwoOfAKind {
        @TaskHandler("twice")
        public void one() {}

        @TaskHandler("twice")
        public void two() {}
    }

    static class DashesOnly {
        @TaskHandler("send-mail")
        public void one() {}

        @TaskHandler("sendmail")
        public void two() {}
    }

    @Configuration(proxyBeanMethods = false)
    static class HandlerAndRegistration {
        @TaskHandler("twice")
        public void handle() {}

        @Bean
        TaskRegistration registration() {
            return TaskRegistration.of(
                    TaskKind.of("twice", String.class), KindOptions.none(), (payload, context) -> payload);
        }
    }

    static class Final {
        @TaskHandler("wrong")
        public final void handle() {}
    }

    static class HiddenByProxy implements Runnable {
        @Override
        public void run() {}

        @TaskHandler("wrong")
        public void handle() {}
    }
}
