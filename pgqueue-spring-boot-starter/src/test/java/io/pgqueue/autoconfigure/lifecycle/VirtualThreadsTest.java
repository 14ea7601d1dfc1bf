package io.pgqueue.autoconfigure.lifecycle;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import io.pgqueue.Task;
import io.pgqueue.TaskHandler;
import io.pgqueue.TaskQueue;
import io.pgqueue.autoconfigure.PgQueueRunner;
import io.pgqueue.testsupport.TestDatabase;
import java.util.List;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.concurrent.atomic.AtomicInteger;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.condition.EnabledForJreRange;
import org.junit.jupiter.api.condition.JRE;
import org.springframework.boot.test.context.runner.ApplicationContextRunner;

class VirtualThreadsTest {

    private final TestDatabase database = TestDatabase.withSchema();
    private final ApplicationContextRunner application = PgQueueRunner.on(database);

    @AfterEach
    void closeDatabase() {
        database.close();
    }

    @Test
    @EnabledForJreRange(min = JRE.JAVA_21)
    void runsHandlersOnVirtualThreadsWhenBootIsTold() {
        application
                .withPropertyValues("spring.threads.virtual.enabled=true")
                .withUserConfiguration(ThreadReporter.class)
                .run(context -> {
                    context.getBean(TaskQueue.class).enqueue(Task.of("thread", null));
                    await().untilAsserted(() -> assertThat(context.getBean(ThreadReporter.class).virtual)
                            .containsExactly(true));
                });
    }

    @Test
    @EnabledForJreRange(min = JRE.JAVA_21)
    void runsHandlersOnPlatformThreadsOtherwise() {
        application.withUserConfiguration(ThreadReporter.class).run(context -> {
            context.getBean(TaskQueue.class).enqueue(Task.of("thread", null));
            await().untilAsserted(() ->
                    assertThat(context.getBean(ThreadReporter.class).virtual).containsExactly(false));
        });
    }

    @Test
    @EnabledForJreRange(max = JRE.JAVA_20)
    void doesWithoutVirtualThreadsWhereTheJdkHasNone() {
        application
                .withPropertyValues("spring.threads.virtual.enabled=true")
                .withUserConfiguration(Counter.class)
                .run(context -> {
                    context.getBean(TaskQueue.class).enqueue(Task.of("count", null));
                    await().until(() -> context.getBean(Counter.class).calls.get() == 1);
                });
    }

    static class Counter {
        final AtomicInteger calls = new AtomicInteger();

        @TaskHandler("count")
        public void count() {
            calls.incrementAndGet();
        }
    }

    static class ThreadReporter {
        final List<Object> virtual = new CopyOnWriteArrayList<>();

        @TaskHandler("thread")
        public void report() throws ReflectiveOperationException {
            // by reflection: the method is younger than the release this is compiled for
            virtual.add(Thread.class.getMethod("isVirtual").invoke(Thread.currentThread()));
        }
    }
}
