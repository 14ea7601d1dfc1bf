package io.pgqueue.autoconfigure.lifecycle;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import io.pgqueue.Task;
import io.pgqueue.TaskHandler;
import io.pgqueue.TaskQueue;
import io.pgqueue.autoconfigure.PgQueueRunner;
import io.pgqueue.engine.PgQueueEngine;
import io.pgqueue.testsupport.TestDatabase;
import java.util.concurrent.atomic.AtomicInteger;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.ExtendWith;
import org.springframework.boot.test.context.runner.ApplicationContextRunner;
import org.springframework.boot.test.system.CapturedOutput;
import org.springframework.boot.test.system.OutputCaptureExtension;

@ExtendWith(OutputCaptureExtension.class)
class ContextHierarchyTest {

    private final TestDatabase database = TestDatabase.withSchema();
    private final ApplicationContextRunner application = PgQueueRunner.on(database);

    @AfterEach
    void closeDatabase() {
        database.close();
    }

    @Test
    void registersOnceForAParentAndItsChild() {
        application
                .withUserConfiguration(Counter.class)
                .run(parent -> application
                        .withParent(parent)
                        .withUserConfiguration(Other.class)
                        .run(child -> {
                            assertThat(child).hasNotFailed();
                            assertThat(child.getBean(PgQueueEngine.class))
                                    .isSameAs(parent.getBean(PgQueueEngine.class));

                            child.getBean(TaskQueue.class)
                                    .enqueue(Task.of("count", null).withExternalKey("once"));

                            await().until(() ->
                                    parent.getBean(Counter.class).calls.get() == 1);
                            assertThat(child.getBean(TaskQueue.class).find("count", "once"))
                                    .hasValueSatisfying(
                                            task -> assertThat(task.attempt()).isOne());
                        }));
    }

    @Test
    void warnsOfAHandlerInAChildOfTheContextThatHasTheQueue(CapturedOutput output) {
        application.run(parent -> application
                .withParent(parent)
                .withUserConfiguration(Other.class)
                .run(child -> assertThat(output)
                        .contains("The task handler of bean 'contextHierarchyTest.Other'")
                        .contains("Declare the bean in the parent")));
    }

    @Test
    void leavesTheHandlersOfAParentWithoutAQueueToThemselves() {
        new ApplicationContextRunner()
                .withUserConfiguration(Counter.class)
                .run(parent -> application
                        .withParent(parent)
                        .withUserConfiguration(Other.class)
                        .run(child -> assertThat(
                                        child.getBean(PgQueueEngine.class).options())
                                .containsOnlyKeys("other")));
    }

    @Test
    void sharesNothingBetweenTwoContexts() {
        application
                .withUserConfiguration(Counter.class)
                .run(one -> application.withUserConfiguration(Other.class).run(two -> {
                    two.getBean(TaskQueue.class).enqueue(Task.of("count", null));
                    one.getBean(TaskQueue.class).enqueue(Task.of("other", null));

                    await().until(() -> one.getBean(Counter.class).calls.get() == 1);
                    await().until(() -> two.getBean(Other.class).calls.get() == 1);
                }));
    }

    static class Counter {
        final AtomicInteger calls = new AtomicInteger();

        @TaskHandler("count")
        public void count() {
            calls.incrementAndGet();
        }
    }

    static class Other {
        final AtomicInteger calls = new AtomicInteger();

        @TaskHandler("other")
        public void count() {
            calls.incrementAndGet();
        }
    }
}
