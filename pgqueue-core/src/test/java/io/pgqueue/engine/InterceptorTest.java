package io.pgqueue.engine;

import static io.pgqueue.testsupport.TestQueue.QUICK;
import static io.pgqueue.testsupport.TestQueue.handler;
import static org.assertj.core.api.Assertions.assertThat;

import io.pgqueue.KindOptions;
import io.pgqueue.Task;
import io.pgqueue.TaskInfo;
import io.pgqueue.TaskInterceptor;
import io.pgqueue.TaskStatus;
import io.pgqueue.testsupport.TestQueue;
import java.util.List;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.concurrent.atomic.AtomicReference;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.springframework.transaction.support.TransactionSynchronizationManager;

/** What stands around every attempt. */
@Tag("database")
class InterceptorTest {

    private final TestQueue queue = new TestQueue();
    private final List<String> calls = new CopyOnWriteArrayList<>();
    private final AtomicReference<Thread> handlerThread = new AtomicReference<>();

    @AfterEach
    void close() {
        queue.close();
    }

    @Test
    void nestsInOrderTheFirstOutermost() {
        TaskInfo task = run(QUICK, TaskStatus.SUCCEEDED, named("outer"), named("inner"));

        assertThat(calls).containsExactly("outer >", "inner >", "handler", "inner <", "outer <");
        assertThat(task.result()).isEqualTo("\"outer(inner(done))\"");
    }

    @Test
    void answersInThePlaceOfTheHandler() {
        TaskInfo task = run(QUICK, TaskStatus.SUCCEEDED, (context, work) -> "instead", named("inner"));

        assertThat(calls).isEmpty();
        assertThat(task.result()).isEqualTo("\"instead\"");
    }

    @Test
    void failsTheAttemptByThrowing() {
        TaskInfo task = run(QUICK, TaskStatus.SUCCEEDED, (context, work) -> {
            if (context.attempt() == 1) {
                throw new IllegalAccessException("not today");
            }
            return work.call();
        });

        assertThat(task.attempt()).isEqualTo(2);
        assertThat(task.errors()).extracting("message").containsExactly("not today");
        assertThat(calls).containsExactly("handler");
    }

    @Test
    void seesWhatTheHandlerThrows() {
        AtomicReference<Exception> seen = new AtomicReference<>();
        PgQueueEngine engine = queue.engine(
                builder -> builder.interceptors(List.of((context, work) -> {
                    try {
                        return work.call();
                    } catch (Exception e) {
                        seen.set(e);
                        return "mended";
                    }
                })),
                handler("around", QUICK, (payload, context) -> {
                    throw new IllegalStateException("broken");
                }));
        engine.processing().start();

        long id = engine.taskQueue().enqueue(Task.of("around", null)).taskId();

        assertThat(queue.await(engine, id, TaskStatus.SUCCEEDED).result()).isEqualTo("\"mended\"");
        assertThat(seen.get()).hasMessage("broken");
    }

    @Test
    void runsInTheThreadOfTheHandler() {
        AtomicReference<Thread> thread = new AtomicReference<>();

        run(QUICK, TaskStatus.SUCCEEDED, (context, work) -> {
            thread.set(Thread.currentThread());
            return work.call();
        });

        assertThat(thread.get()).isSameAs(handlerThread.get());
    }

    @Test
    void runsInTheTransactionOfATransactionalHandler() {
        TaskInfo task = run(
                QUICK.withTransactional(true),
                TaskStatus.SUCCEEDED,
                (context, work) -> TransactionSynchronizationManager.getCurrentTransactionName());

        assertThat(task.result()).isEqualTo("\"pgqueue:around\"");
    }

    private TaskInterceptor named(String name) {
        return (context, work) -> {
            calls.add(name + " >");
            Object result = work.call();
            calls.add(name + " <");
            return name + "(" + result + ")";
        };
    }

    private TaskInfo run(KindOptions options, TaskStatus end, TaskInterceptor... interceptors) {
        PgQueueEngine engine = queue.engine(
                builder -> builder.interceptors(List.of(interceptors)),
                handler("around", options, (payload, context) -> {
                    handlerThread.set(Thread.currentThread());
                    calls.add("handler");
                    return "done";
                }));
        engine.processing().start();
        long id = engine.taskQueue().enqueue(Task.of("around", null)).taskId();
        return queue.await(engine, id, end);
    }
}
