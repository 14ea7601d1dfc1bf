package io.pgqueue.autoconfigure.lifecycle;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import io.pgqueue.Task;
import io.pgqueue.TaskHandler;
import io.pgqueue.TaskProcessing;
import io.pgqueue.TaskQueue;
import io.pgqueue.autoconfigure.PgQueueRunner;
import io.pgqueue.testsupport.TestDatabase;
import java.util.concurrent.atomic.AtomicInteger;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.ExtendWith;
import org.springframework.beans.factory.config.BeanFactoryPostProcessor;
import org.springframework.boot.LazyInitializationBeanFactoryPostProcessor;
import org.springframework.boot.test.context.runner.ApplicationContextRunner;
import org.springframework.boot.test.system.CapturedOutput;
import org.springframework.boot.test.system.OutputCaptureExtension;
import org.springframework.cloud.context.environment.EnvironmentManager;
import org.springframework.context.ConfigurableApplicationContext;

@ExtendWith(OutputCaptureExtension.class)
class ContextLifecycleTest {

    private final TestDatabase database = TestDatabase.create();
    private final ApplicationContextRunner application = PgQueueRunner.on(database);

    @AfterEach
    void closeDatabase() {
        database.close();
    }

    @Test
    void pausesAndRestartsWithTheContext() {
        application.withUserConfiguration(Counter.class).run(assertable -> {
            ConfigurableApplicationContext context = assertable.getSourceApplicationContext();
            TaskProcessing processing = context.getBean(TaskProcessing.class);

            context.pause();
            assertThat(processing.isRunning()).isFalse();
            context.getBean(TaskQueue.class).enqueue(Task.of("count", null));

            context.restart();
            assertThat(processing.isRunning()).isTrue();
            await().until(() -> context.getBean(Counter.class).calls.get() == 1);
        });
    }

    @Test
    void stopsAndStartsWithTheContextAgainAndAgain() {
        application.withUserConfiguration(Counter.class).run(assertable -> {
            ConfigurableApplicationContext context = assertable.getSourceApplicationContext();
            for (int i = 1; i <= 3; i++) {
                context.stop();
                assertThat(context.getBean(TaskProcessing.class).isRunning()).isFalse();
                context.start();
                context.getBean(TaskQueue.class).enqueue(Task.of("count", null));
                int expected = i;
                await().until(() -> context.getBean(Counter.class).calls.get() == expected);
            }
        });
    }

    @Test
    void followsTheEnvironment() {
        application
                .withUserConfiguration(Counter.class)
                .withBean(EnvironmentManager.class)
                .run(context -> {
                    TaskProcessing processing = context.getBean(TaskProcessing.class);
                    EnvironmentManager environment = context.getBean(EnvironmentManager.class);

                    environment.setProperty("pgqueue.processing.enabled", "false");
                    await().until(() -> !processing.isRunning());

                    environment.setProperty("pgqueue.processing.enabled", "true");
                    await().until(processing::isRunning);
                });
    }

    @Test
    void leavesAStopByHandAloneWhenSomethingElseInTheEnvironmentChanges() {
        application.withBean(EnvironmentManager.class).run(context -> {
            TaskProcessing processing = context.getBean(TaskProcessing.class);
            processing.stop(java.time.Duration.ZERO);

            context.getBean(EnvironmentManager.class).setProperty("something.else", "1");

            assertThat(processing.isRunning()).isFalse();
        });
    }

    @Test
    void doesNotStartInAPausedContextWhenTheEnvironmentChanges() {
        application
                .withPropertyValues("pgqueue.processing.enabled=false")
                .withBean(EnvironmentManager.class)
                .run(assertable -> {
                    ConfigurableApplicationContext context = assertable.getSourceApplicationContext();
                    TaskProcessing processing = context.getBean(TaskProcessing.class);
                    context.pause();

                    context.getBean(EnvironmentManager.class).setProperty("pgqueue.processing.enabled", "true");
                    assertThat(processing.isRunning()).isFalse();

                    context.restart();
                    assertThat(processing.isRunning()).isTrue();
                });
    }

    @Test
    void worksWhereEveryBeanIsLazy() {
        application
                .withBean(BeanFactoryPostProcessor.class, LazyInitializationBeanFactoryPostProcessor::new)
                .withUserConfiguration(LazyCounter.class)
                .run(context -> {
                    assertThat(LazyCounter.CREATED).hasValue(0);

                    context.getBean(TaskQueue.class).enqueue(Task.of("lazy-count", null));

                    await().until(() -> LazyCounter.CREATED.get() == 1);
                });
    }

    @Test
    void warnsOfAKindThatResemblesAHandlersKind(CapturedOutput output) {
        application
                .withPropertyValues(
                        "pgqueue.kinds.cuont.worker-count=2",
                        "pgqueue.kinds.count.max-attempts=2",
                        "pgqueue.kinds.invoice.worker-count=0")
                .withUserConfiguration(Counter.class)
                .run(context -> assertThat(output)
                        .contains("pgqueue.kinds.cuont.*")
                        .contains("Is 'count' meant")
                        .doesNotContain("pgqueue.kinds.invoice.*")
                        .doesNotContain("pgqueue.kinds.count.*"));
    }

    static class Counter {
        final AtomicInteger calls = new AtomicInteger();

        @TaskHandler("count")
        public void count() {
            calls.incrementAndGet();
        }
    }

    static class LazyCounter {
        static final AtomicInteger CREATED = new AtomicInteger();

        LazyCounter() {
            CREATED.incrementAndGet();
        }

        @TaskHandler("lazy-count")
        public void count() {}
    }
}
