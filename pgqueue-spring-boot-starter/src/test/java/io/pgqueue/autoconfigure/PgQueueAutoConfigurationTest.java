package io.pgqueue.autoconfigure;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import io.pgqueue.PayloadCodec;
import io.pgqueue.Task;
import io.pgqueue.TaskAdmin;
import io.pgqueue.TaskHandler;
import io.pgqueue.TaskInterceptor;
import io.pgqueue.TaskProcessing;
import io.pgqueue.TaskQueue;
import io.pgqueue.TaskQueueListener;
import io.pgqueue.engine.EngineSettings;
import io.pgqueue.engine.PgQueueEngine;
import io.pgqueue.testsupport.TestDatabase;
import java.util.List;
import java.util.concurrent.CopyOnWriteArrayList;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.springframework.boot.test.context.runner.ApplicationContextRunner;
import org.springframework.context.annotation.Bean;
import org.springframework.context.annotation.Configuration;
import org.springframework.core.annotation.Order;
import tools.jackson.databind.json.JsonMapper;

class PgQueueAutoConfigurationTest {

    private static TestDatabase database;

    private final ApplicationContextRunner application = PgQueueRunner.on(database);

    @BeforeAll
    static void createDatabase() {
        database = TestDatabase.create();
    }

    @AfterAll
    static void closeDatabase() {
        database.close();
    }

    @Test
    void publishesAQueueThatProcesses() {
        application.run(context -> {
            assertThat(context)
                    .hasSingleBean(PgQueueEngine.class)
                    .hasSingleBean(TaskQueue.class)
                    .hasSingleBean(TaskAdmin.class)
                    .hasSingleBean(TaskProcessing.class)
                    .hasSingleBean(PayloadCodec.class);
            assertThat(context.getBean(TaskProcessing.class).isRunning()).isTrue();
        });
    }

    @Test
    void runsATaskThroughItsHandler() {
        application.withUserConfiguration(Recorder.class).run(context -> {
            context.getBean(TaskQueue.class).enqueue(Task.of("record", new Purchase(7, "tea")));

            await().untilAsserted(() ->
                    assertThat(context.getBean(Recorder.class).orders).containsExactly(new Purchase(7, "tea")));
        });
    }

    @Test
    void hasAMapperOfItsOwnThatIsNoBeanWhereTheApplicationHasNone() {
        PgQueueRunner.withoutJackson(database).run(context -> {
            assertThat(context).hasSingleBean(PayloadCodec.class).doesNotHaveBean(JsonMapper.class);
            assertThat(context.getBean(PayloadCodec.class).write(new Purchase(1, "a")))
                    .isEqualTo("{\"id\":1,\"item\":\"a\"}");
        });
    }

    @Test
    void usesTheMapperOfTheApplication() {
        application
                .withPropertyValues("spring.jackson.property-naming-strategy=UPPER_CAMEL_CASE")
                .run(context -> assertThat(context.getBean(PayloadCodec.class).write(new Purchase(1, "a")))
                        .isEqualTo("{\"Id\":1,\"Item\":\"a\"}"));
    }

    @Test
    void appliesCustomizersInTheirOrder() {
        application
                .withUserConfiguration(Customizers.class)
                .run(context -> assertThat(context.getBean(EngineSettings.class).schema())
                        .isEqualTo("pgqueue_first_second"));
    }

    @Test
    void collectsListenersAndInterceptorsInTheirOrder() {
        application.withUserConfiguration(Recorder.class, Observers.class).run(context -> {
            List<String> seen = context.getBean(Observers.class).seen;

            context.getBean(TaskQueue.class).enqueue(Task.of("record", new Purchase(1, "a")));

            await().untilAsserted(() -> assertThat(seen)
                    .containsSubsequence("enqueued 1", "enqueued 2")
                    .containsSubsequence("into 1", "into 2", "out of 2", "out of 1", "closed 1", "closed 2"));
        });
    }

    @Test
    void letsAListenerUseTheQueue() {
        application
                .withUserConfiguration(Recorder.class, FollowUpListener.class)
                .run(context -> {
                    assertThat(context).hasNotFailed();
                    context.getBean(TaskQueue.class).enqueue(Task.of("record", new Purchase(1, "first")));

                    await().untilAsserted(() -> assertThat(context.getBean(Recorder.class).orders)
                            .containsExactlyInAnyOrder(new Purchase(1, "first"), new Purchase(2, "follow-up")));
                });
    }

    @Test
    void doesNotProcessWhereThatIsSwitchedOff() {
        application
                .withPropertyValues("pgqueue.processing.enabled=false")
                .run(context -> assertThat(context.getBean(TaskProcessing.class).isRunning())
                        .isFalse());
    }

    record Purchase(long id, String item) {}

    static class Recorder {
        final List<Purchase> orders = new CopyOnWriteArrayList<>();

        @TaskHandler("record")
        public void record(Purchase order) {
            orders.add(order);
        }
    }

    @Configuration(proxyBeanMethods = false)
    static class Customizers {
        @Bean
        @Order(2)
        PgQueueCustomizer second() {
            return settings -> settings.withSchema(settings.schema() + "_second");
        }

        @Bean
        @Order(1)
        PgQueueCustomizer first() {
            return settings -> settings.withSchema(settings.schema() + "_first");
        }
    }

    @Configuration(proxyBeanMethods = false)
    static class Observers {
        final List<String> seen = new CopyOnWriteArrayList<>();

        @Bean
        @Order(2)
        TaskQueueListener secondListener() {
            return new Seeing("2");
        }

        @Bean
        @Order(1)
        TaskQueueListener firstListener() {
            return new Seeing("1");
        }

        @Bean
        @Order(2)
        TaskInterceptor secondInterceptor() {
            return (context, work) -> around("2", work);
        }

        @Bean
        @Order(1)
        TaskInterceptor firstInterceptor() {
            return (context, work) -> around("1", work);
        }

        private Object around(String name, java.util.concurrent.Callable<?> work) throws Exception {
            seen.add("into " + name);
            Object result = work.call();
            seen.add("out of " + name);
            return result;
        }

        private final class Seeing implements TaskQueueListener {
            private final String name;

            Seeing(String name) {
                this.name = name;
            }

            @Override
            public void onEnqueued(Task task, io.pgqueue.EnqueueResult result) {
                seen.add("enqueued " + name);
            }

            @Override
            public void onClosed(ClosedTask task) {
                seen.add("closed " + name);
            }
        }
    }

    /** Has the queue injected, which is built with its listeners. */
    static class FollowUpListener implements TaskQueueListener {
        private final TaskQueue queue;

        FollowUpListener(TaskQueue queue) {
            this.queue = queue;
        }

        @Override
        public void onEnqueued(Task task, io.pgqueue.EnqueueResult result) {
            if (task.payload() instanceof Purchase order && order.id() == 1) {
                queue.enqueue(Task.of("record", new Purchase(2, "follow-up")));
            }
        }
    }
}
