package io.pgqueue.engine;

import static io.pgqueue.testsupport.TestQueue.QUICK;
import static io.pgqueue.testsupport.TestQueue.handler;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.pgqueue.InvalidTaskException;
import io.pgqueue.KindOptions;
import io.pgqueue.Task;
import io.pgqueue.TaskContext;
import io.pgqueue.TaskInfo;
import io.pgqueue.TaskStatus;
import io.pgqueue.TaskWork;
import io.pgqueue.testsupport.TestQueue;
import java.util.List;
import java.util.Map;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.atomic.AtomicReference;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** What a handler knows and may ask for. */
@Tag("database")
class ContextTest {

    private final TestQueue queue = new TestQueue();
    private final List<String> followed = new CopyOnWriteArrayList<>();
    private PgQueueEngine engine;

    @AfterEach
    void close() {
        queue.close();
    }

    @Test
    void knowsItsTask() {
        AtomicReference<TaskContext> seen = new AtomicReference<>();
        TaskInfo task = run(QUICK.withMaxAttempts(7), (payload, context) -> {
            seen.set(context);
            return null;
        });

        TaskContext context = seen.get();
        assertThat(context.taskId()).isEqualTo(task.id());
        assertThat(context.kind()).isEqualTo("first");
        assertThat(context.externalKey()).isEqualTo("key");
        assertThat(context.attempt()).isEqualTo(1);
        assertThat(context.maxAttempts()).isEqualTo(7);
        assertThat(context.headers()).isEqualTo(Map.of("trace", "42", "täg", "é \"quoted\""));
        assertThat(context.createdAt()).isEqualTo(task.createdAt());
        assertThat(context.isCancelled()).isFalse();
        assertThatThrownBy(() -> context.headers().put("more", "x")).isInstanceOf(UnsupportedOperationException.class);
    }

    @ParameterizedTest
    @ValueSource(booleans = {false, true})
    void addsAFollowUpWithItsSuccess(boolean transactional) {
        run(QUICK.withTransactional(transactional), (payload, context) -> {
            context.enqueue(Task.of("second", Map.of("after", context.taskId())).withExternalKey("follow-up"));
            return null;
        });

        Eventually.holds(() -> followed.contains("follow-up"));
    }

    @Test
    void addsAFollowUpNotBeforeItsSuccess() throws Exception {
        CountDownLatch asked = new CountDownLatch(1);
        CountDownLatch mayEnd = new CountDownLatch(1);
        start(QUICK, (payload, context) -> {
            context.enqueue(Task.of("second", null).withExternalKey("follow-up"));
            asked.countDown();
            mayEnd.await();
            return null;
        });
        engine.taskQueue().enqueue(Task.of("first", null));
        Eventually.happens(asked);

        assertThat(engine.taskQueue().find("second", "follow-up")).isEmpty();

        mayEnd.countDown();
        Eventually.holds(() -> followed.contains("follow-up"));
    }

    @ParameterizedTest
    @ValueSource(booleans = {false, true})
    void dropsTheFollowUpsOfAnAttemptThatFails(boolean transactional) {
        run(QUICK.withTransactional(transactional), (payload, context) -> {
            context.enqueue(Task.of("second", null).withExternalKey("of-attempt-" + context.attempt()));
            if (context.attempt() == 1) {
                throw new IllegalStateException("fails");
            }
            return null;
        });

        Eventually.holds(() -> followed.contains("of-attempt-2"));
        assertThat(engine.taskQueue().find("second", "of-attempt-1")).isEmpty();
    }

    @Test
    void refusesABadFollowUpAtOnce() {
        TaskInfo task = run(QUICK, (payload, context) -> {
            assertThatThrownBy(() -> context.enqueue(Task.of("second", null).withPriority(99)))
                    .isInstanceOf(InvalidTaskException.class)
                    .hasMessageContaining("priority is '99'");
            return null;
        });

        assertThat(task.attempt()).isEqualTo(1);
    }

    @Test
    void refusesAFollowUpAfterTheEnd() {
        AtomicReference<TaskContext> seen = new AtomicReference<>();
        run(QUICK, (payload, context) -> {
            seen.set(context);
            return null;
        });

        assertThatThrownBy(() -> seen.get().enqueue(Task.of("second", null)))
                .isInstanceOf(IllegalStateException.class)
                .hasMessageContaining("is over");
    }

    @Test
    void addsThousandsOfFollowUpsOfOneTask() {
        run(QUICK, (payload, context) -> {
            for (int n = 0; n < 2_000; n++) {
                context.enqueue(Task.of("second", Map.of("n", n)).withExternalKey("f" + n));
            }
            return null;
        });

        Eventually.holds(() -> followed.size() == 2_000);
    }

    private TaskInfo run(KindOptions options, TaskWork<Map<String, Object>> work) {
        start(options, work);
        long id = engine.taskQueue()
                .enqueue(Task.of("first", Map.of())
                        .withExternalKey("key")
                        .withHeader("trace", "42")
                        .withHeader("täg", "é \"quoted\""))
                .taskId();
        return queue.await(engine, id, TaskStatus.SUCCEEDED);
    }

    private void start(KindOptions options, TaskWork<Map<String, Object>> work) {
        engine = queue.engine(handler("first", options, work), handler("second", QUICK, (payload, context) -> {
            followed.add(context.externalKey());
            return null;
        }));
        engine.processing().start();
    }
}
