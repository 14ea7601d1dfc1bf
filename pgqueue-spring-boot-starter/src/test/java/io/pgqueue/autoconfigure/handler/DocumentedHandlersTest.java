package io.pgqueue.autoconfigure.handler;

import static org.assertj.core.api.Assertions.assertThat;

import io.pgqueue.Jitter;
import io.pgqueue.KindOptions;
import io.pgqueue.RetryDelay;
import io.pgqueue.Task;
import io.pgqueue.TaskAdmin;
import io.pgqueue.TaskInterceptor;
import io.pgqueue.TaskKind;
import io.pgqueue.TaskQueue;
import io.pgqueue.TaskRegistration;
import io.pgqueue.autoconfigure.PgQueueRunner;
import io.pgqueue.engine.PgQueueEngine;
import io.pgqueue.testsupport.TestDatabase;
import java.time.Duration;
import java.util.List;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;
import org.slf4j.MDC;
import org.springframework.context.annotation.Bean;
import org.springframework.context.annotation.Configuration;

/** The examples of docs/handlers.md that are not the sample's own. */
@Tag("database")
class DocumentedHandlersTest {

    @ParameterizedTest
    @ValueSource(classes = {Mails.class, SendConfirmation.class, Registered.class})
    void aHandlerIsDeclaredInThreeWays(Class<?> declaration) {
        try (TestDatabase database = TestDatabase.withSchema()) {
            PgQueueRunner.on(database)
                    .withUserConfiguration(declaration)
                    .withPropertyValues("pgqueue.processing.enabled=false")
                    .run(context -> {
                        long id = context.getBean(TaskQueue.class)
                                .enqueue(Task.of("send-confirmation", new OrderRef(17)))
                                .taskId();

                        context.getBean(PgQueueEngine.class).inline().runDue(1);

                        assertThat(context.getBean(TaskAdmin.class)
                                        .find(id)
                                        .orElseThrow()
                                        .result())
                                .isEqualTo("{\"order\": 17, \"attempt\": 1}");
                    });
        }
    }

    @Test
    void anInterceptorStandsAroundAnAttempt() throws Exception {
        TaskInterceptor interceptor = new Interceptors().logContext();

        Object seen = interceptor.around(new FakeContext(), () -> MDC.get("task"));

        assertThat(seen).isEqualTo("1");
        assertThat(MDC.get("task")).isNull();
    }

    @Test
    void delaysAreConstantInStepsOrDoubling() {
        RetryDelay constant = RetryDelay.constant(Duration.ofSeconds(5));
        RetryDelay steps = RetryDelay.steps(List.of(Duration.ofSeconds(1), Duration.ofMinutes(1)));
        RetryDelay doubling = RetryDelay.exponential(Duration.ofSeconds(6), 2, Duration.ofMinutes(10))
                .withJitter(Jitter.FULL);

        assertThat(constant.afterAttempt(3)).isEqualTo(Duration.ofSeconds(5));
        assertThat(steps.afterAttempt(3)).isEqualTo(Duration.ofMinutes(1));
        assertThat(doubling.afterAttempt(3)).isBetween(Duration.ZERO, Duration.ofSeconds(24));
    }

    record OrderRef(long number) {}

    record Receipt(long order, int attempt) {}

    static class Mailer {
        Receipt confirm(OrderRef order, int attempt) {
            return new Receipt(order.number(), attempt);
        }
    }

    record Settings(int mailWorkers) {}

    @Configuration(proxyBeanMethods = false)
    static class Registered {
        @Bean
        Mailer mailer() {
            return new Mailer();
        }

        @Bean
        Settings settings() {
            return new Settings(3);
        }

        @Bean
        TaskRegistration sendConfirmation(Mailer mailer, Settings settings) {
            return TaskRegistration.of(
                    TaskKind.of("send-confirmation", OrderRef.class),
                    KindOptions.none().withWorkerCount(settings::mailWorkers),
                    (order, context) -> mailer.confirm(order, context.attempt()));
        }
    }

    static class Interceptors {
        @Bean
        TaskInterceptor logContext() {
            return (context, work) -> {
                try (var ignored = MDC.putCloseable("task", Long.toString(context.taskId()))) {
                    return work.call();
                }
            };
        }
    }
}
