package io.pgqueue.engine;

import static io.pgqueue.testsupport.TestQueue.QUICK;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatIllegalStateException;

import io.pgqueue.BatchItem;
import io.pgqueue.BatchWork;
import io.pgqueue.CancelTaskException;
import io.pgqueue.KindOptions;
import io.pgqueue.RetryTaskException;
import io.pgqueue.Task;
import io.pgqueue.TaskContext;
import io.pgqueue.TaskInfo;
import io.pgqueue.TaskInterceptor;
import io.pgqueue.TaskKind;
import io.pgqueue.TaskQueueListener;
import io.pgqueue.TaskRegistration;
import io.pgqueue.TaskStatus;
import io.pgqueue.testsupport.TestQueue;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.concurrent.Callable;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.concurrent.atomic.AtomicReference;
import java.util.function.UnaryOperator;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;

/** What a batch handler says of each of its tasks, and what comes of them. */
@Tag("database")
class BatchAnswersTest {

    private final TestQueue queue = new TestQueue();

    @AfterEach
    void close() {
        queue.close();
    }

    @Test
    void recordsWhatEachTaskCameTo() {
        List<TaskInfo> tasks = run(QUICK.withMaxAttempts(1), 6, batch -> {
            List<BatchItem<Map<String, Object>>> items = batch.items();
            items.get(0).done("zero");
            items.get(1).done();
            items.get(2).failed(new IllegalStateException("third"));
            items.get(3).cancel("pointless");
            items.get(4).failed(RetryTaskException.uncounted("not now", Duration.ofHours(1)));
        });

        assertThat(tasks)
                .extracting(TaskInfo::status)
                .containsExactly(
                        TaskStatus.SUCCEEDED,
                        TaskStatus.SUCCEEDED,
                        TaskStatus.NO_ATTEMPTS_LEFT,
                        TaskStatus.CANCELLED,
                        TaskStatus.MUST_RETRY,
                        TaskStatus.SUCCEEDED);
        assertThat(tasks).extracting(TaskInfo::result).containsExactly("\"zero\"", null, null, null, null, null);
        assertThat(tasks.get(2).errors()).extracting("message").containsExactly("third");
        assertThat(tasks.get(3).cancelReason()).isEqualTo("pointless");
        assertThat(tasks.get(4).attempt()).isZero();
        assertThat(tasks.get(5).errors()).isEmpty();
    }

    @Test
    void countsTheAttemptsAndKeepsTheErrorsOfEachTaskAlone() {
        List<TaskInfo> tasks = run(QUICK.withMaxAttempts(5), 4, batch -> {
            for (BatchItem<Map<String, Object>> item : batch) {
                int fails = (int) item.payload().get("n");
                if (item.context().attempt() <= fails) {
                    item.retryAfter(Duration.ZERO, "task " + fails);
                }
            }
        });

        assertThat(tasks).extracting(TaskInfo::status).containsOnly(TaskStatus.SUCCEEDED);
        assertThat(tasks).extracting(TaskInfo::attempt).containsExactly(1, 2, 3, 4);
        for (int n = 0; n < 4; n++) {
            assertThat(tasks.get(n).errors()).extracting("message").hasSize(n).allMatch(("task " + n)::equals);
        }
    }

    @Test
    void failsAllTasksWhenItThrowsThoughSomeWereAnswered() {
        List<TaskInfo> tasks = run(QUICK.withMaxAttempts(2), 3, batch -> {
            batch.items().get(0).done("answered");
            if (batch.items().get(0).context().attempt() == 1) {
                throw new IllegalStateException("all of them");
            }
        });

        assertThat(tasks).extracting(TaskInfo::status).containsOnly(TaskStatus.SUCCEEDED);
        assertThat(tasks).extracting(TaskInfo::attempt).containsOnly(2);
        assertThat(tasks)
                .allSatisfy(
                        task -> assertThat(task.errors()).extracting("message").containsExactly("all of them"));
    }

    @Test
    void closesAllTasksWhenItThrowsThatTheyArePointless() {
        List<TaskInfo> tasks = run(QUICK, 3, batch -> {
            throw new CancelTaskException("none of them");
        });

        assertThat(tasks).extracting(TaskInfo::status).containsOnly(TaskStatus.CANCELLED);
        assertThat(tasks).extracting(TaskInfo::cancelReason).containsOnly("none of them");
    }

    @Test
    void failsATaskAloneWhosePayloadCannotBeRead() {
        List<List<Integer>> seen = new CopyOnWriteArrayList<>();
        PgQueueEngine engine = queue.engine(TaskRegistration.ofBatch(
                TaskKind.of("batch", Integer.class), QUICK, batch -> seen.add(batch.payloads())));
        List<Long> ids = new ArrayList<>();
        for (Object payload : List.of(1, "two", 3)) {
            ids.add(engine.taskQueue().enqueue(Task.of("batch", payload)).taskId());
        }
        engine.processing().start();

        List<TaskInfo> tasks = closed(engine, ids);

        assertThat(seen).containsExactly(List.of(1, 3));
        assertThat(tasks)
                .extracting(TaskInfo::status)
                .containsExactly(TaskStatus.SUCCEEDED, TaskStatus.NO_ATTEMPTS_LEFT, TaskStatus.SUCCEEDED);
        assertThat(tasks.get(1).errors().get(0).message()).contains("cannot be read as java.lang.Integer");
    }

    @Test
    void addsFollowUpsOfThoseThatSucceeded() {
        List<TaskInfo> tasks = run(QUICK.withMaxAttempts(1), 2, batch -> {
            for (BatchItem<Map<String, Object>> item : batch) {
                item.context()
                        .enqueue(Task.of("batch", Map.of("n", 9))
                                .withExternalKey("after " + item.payload().get("n"))
                                .withDelay(Duration.ofHours(1)));
            }
            batch.items().get(1).failed(new IllegalStateException("no follow-up"));
        });

        assertThat(tasks)
                .extracting(TaskInfo::status)
                .containsExactly(TaskStatus.SUCCEEDED, TaskStatus.NO_ATTEMPTS_LEFT);
        assertThat(queue.jdbc()
                        .queryForList(
                                "select external_key from pgqueue.tasks where external_key is not null", String.class))
                .containsExactly("after 0");
    }

    @Test
    void refusesAnAnswerThatComesTooLate() {
        AtomicReference<BatchItem<?>> kept = new AtomicReference<>();
        run(QUICK, 1, batch -> kept.set(batch.items().get(0)));

        assertThatIllegalStateException()
                .isThrownBy(() -> kept.get().done())
                .withMessageContaining("is over, so it cannot be answered");
    }

    @Test
    void standsInsideTheInterceptorsOfBatchesAndNotOfTasks() {
        List<String> calls = new CopyOnWriteArrayList<>();
        TaskInterceptor interceptor = new TaskInterceptor() {
            @Override
            public @Nullable Object around(TaskContext context, Callable<@Nullable Object> work) throws Exception {
                calls.add("one");
                return work.call();
            }

            @Override
            public void aroundBatch(List<TaskContext> contexts, Callable<@Nullable Object> work) throws Exception {
                calls.add("before " + contexts.size());
                work.call();
                calls.add("after");
            }
        };
        List<TaskInfo> tasks = run(builder -> builder.interceptors(List.of(interceptor)), QUICK, 3, batch -> {
            calls.add("batch of " + batch.size());
        });

        assertThat(calls).containsExactly("before 3", "batch of 3", "after");
        assertThat(tasks).extracting(TaskInfo::status).containsOnly(TaskStatus.SUCCEEDED);
    }

    @Test
    void tellsTheListenersOfEachTask() {
        List<String> told = new CopyOnWriteArrayList<>();
        TaskQueueListener listener = new TaskQueueListener() {
            @Override
            public void onAttemptFinished(FinishedAttempt attempt) {
                told.add(attempt.outcome() + " " + attempt.error());
            }
        };
        run(builder -> builder.listeners(List.of(listener)), QUICK.withMaxAttempts(1), 3, batch -> {
            batch.items().get(1).failed(new IllegalStateException("one"));
            batch.items().get(2).cancel("two");
        });

        assertThat(told)
                .containsExactly(
                        "SUCCEEDED null",
                        "FAILED java.lang.IllegalStateException: one",
                        "CANCELLED io.pgqueue.CancelTaskException: two");
    }

    private List<TaskInfo> run(KindOptions options, int count, BatchWork<Map<String, Object>> work) {
        return run(UnaryOperator.identity(), options, count, work);
    }

    /** Adds tasks, runs them all in one batch first, and returns them when none is due any more. */
    private List<TaskInfo> run(
            UnaryOperator<EngineBuilder> customizer,
            KindOptions options,
            int count,
            BatchWork<Map<String, Object>> work) {
        PgQueueEngine engine = queue.engine(customizer, batch(options, work));
        List<Task> tasks = new ArrayList<>();
        for (int n = 0; n < count; n++) {
            tasks.add(Task.of("batch", Map.of("n", n)));
        }
        List<Long> ids = engine.taskQueue().enqueueAll(tasks).stream()
                .map(result -> result.taskId())
                .toList();
        engine.processing().start();
        return closed(engine, ids);
    }

    static TaskRegistration batch(KindOptions options, BatchWork<Map<String, Object>> work) {
        return TaskRegistration.ofBatch("batch", Map.class, options, work);
    }

    /** The tasks once each is closed, or waits for long. */
    static List<TaskInfo> closed(PgQueueEngine engine, List<Long> ids) {
        Eventually.holds(() -> ids.stream()
                .map(id -> engine.taskAdmin().find(id).orElseThrow())
                .allMatch(task -> !task.status().isLive()
                        || task.availableAt().isAfter(Instant.now().plusSeconds(60))));
        return ids.stream().map(id -> engine.taskAdmin().find(id).orElseThrow()).toList();
    }
}
