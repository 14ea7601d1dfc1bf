package io.pgqueue.autoconfigure.handler;

import static org.assertj.core.api.Assertions.assertThat;

import io.pgqueue.BatchWork;
import io.pgqueue.KindOptions;
import io.pgqueue.TaskBatch;
import io.pgqueue.TaskContext;
import io.pgqueue.TaskHandler;
import io.pgqueue.TaskKind;
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
        FailedDiscovery.isReported(bean, problem, remedy);
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
                Arguments.of(BatchOfNoList.class, "takes no list", "TaskBatch<Order>"),
                Arguments.of(BatchOfNothing.class, "takes no list", "TaskBatch<Order>"),
                Arguments.of(BatchAndMore.class, "nothing can supply a second parameter", "has one parameter"),
                Arguments.of(RawBatch.class, "does not say which payload", "TaskBatch<Order>"),
                Arguments.of(BatchWithOneResult.class, "returns a String", "item.done(result)"),
                Arguments.of(PayloadsWithOneResult.class, "returns a String", "one result for each task"),
                Arguments.of(RawBatchWork.class, "does not say which payload", "BatchWork<Order>"));
    }

    @Test
    void namesBothHandlersOfOneKind() {
        SetupException report = FailedDiscovery.reportOf(TwoOfAKind.class);

        assertThat(report.description())
                .contains("'twice' has two handlers", "method one()", "method two()", TwoOfAKind.class.getName());
        assertThat(report.action()).contains("Remove one");
    }

    @Test
    void namesBothKindsThatDifferByDashesOnly() {
        assertThat(FailedDiscovery.reportOf(DashesOnly.class).description())
                .contains("'send-mail'", "'sendmail'", "dashes only");
    }

    @Test
    void namesTheHandlerAndTheRegistrationOfOneKind() {
        assertThat(FailedDiscovery.reportOf(HandlerAndRegistration.class).description())
                .contains("'twice'", "method handle()", "bean 'registration'");
    }

    @Test
    void namesAFinalMethodBehindAClassProxy() {
        SetupException report = FailedDiscovery.reportOf(Final.class, true);

        assertThat(report.description()).contains("method handle()", Final.class.getName(), "is final");
        assertThat(report.action()).contains("Remove 'final'");
    }

    @Test
    void namesAMethodThatAnInterfaceProxyHides() {
        SetupException report = FailedDiscovery.reportOf(HiddenByProxy.class, false);

        assertThat(report.description()).contains("method handle()", HiddenByProxy.class.getName(), "interfaces only");
        assertThat(report.action()).contains("spring.aop.proxy-target-class=true");
    }

    @Test
    void leavesAFinalMethodAloneWithoutAProxy() {
        assertThat(FailedDiscovery.find(Final.class)).isNull();
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
