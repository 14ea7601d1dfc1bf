package io.pgqueue.engine;

import static io.pgqueue.testsupport.TestQueue.QUICK;
import static io.pgqueue.testsupport.TestQueue.handler;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.pgqueue.EnqueuedGroup;
import io.pgqueue.GroupInfo;
import io.pgqueue.InvalidTaskException;
import io.pgqueue.KindOptions;
import io.pgqueue.Task;
import io.pgqueue.TaskBatch;
import io.pgqueue.TaskGroup;
import io.pgqueue.TaskRegistration;
import io.pgqueue.UnknownKindException;
import io.pgqueue.testsupport.TestQueue;
import java.time.Duration;
import java.util.Arrays;
import java.util.List;
import java.util.Map;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicBoolean;
import java.util.stream.IntStream;
import java.util.stream.Stream;
import javax.sql.DataSource;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.springframework.jdbc.support.JdbcTransactionManager;
import org.springframework.transaction.support.TransactionTemplate;

/** Groups of tasks, through the API and on running instances. */
@Tag("database")
class GroupTest {

    private static final KindOptions ONE_ATTEMPT = QUICK.withMaxAttempts(1);
    // longer than any test waits, so that whoever finds a task was woken
    private static final KindOptions NEVER_POLLED = QUICK.withPollInterval(Duration.ofHours(1));

    private final TestQueue queue = new TestQueue();
    private final List<Map<String, String>> done = new CopyOnWriteArrayList<>();
    private final List<Map<String, String>> failed = new CopyOnWriteArrayList<>();
    private final AtomicBoolean broken = new AtomicBoolean(true);
    private final TaskRegistration whenDone =
            handler("done", NEVER_POLLED, (payload, context) -> done.add(context.headers()));
    private final TaskRegistration whenFailed =
            handler("failed", NEVER_POLLED, (payload, context) -> failed.add(context.headers()));

    @AfterEach
    void close() {
        queue.close();
    }

    @Test
    void theTaskForTheEndRunsOnceAllHaveRunRetriesIncluded() {
        PgQueueEngine engine = engine(handler("member", QUICK.withMaxAttempts(3), (payload, context) -> {
            assertThat(done).isEmpty();
            if (context.attempt() < 3) {
                throw new IllegalStateException("not yet");
            }
            return null;
        }));

        EnqueuedGroup group =
                engine.taskQueue().enqueueGroup(group("member", 20).withName("twenty"));

        Eventually.holds(() -> !done.isEmpty());
        assertThat(done)
                .singleElement()
                .satisfies(headers -> assertThat(headers)
                        .containsEntry(TaskGroup.GROUP_HEADER, String.valueOf(group.groupId()))
                        .containsEntry(TaskGroup.TOTAL_HEADER, "20")
                        .containsEntry(TaskGroup.SUCCEEDED_HEADER, "20")
                        .containsEntry(TaskGroup.CANCELLED_HEADER, "0")
                        .containsEntry(TaskGroup.FAILED_HEADER, "0"));
        GroupInfo info = engine.taskAdmin().group(group.groupId()).orElseThrow();
        assertThat(info.name()).isEqualTo("twenty");
        assertThat(info.total()).isEqualTo(20);
        assertThat(info.succeeded()).isEqualTo(20);
        assertThat(info.createdAt()).isBefore(info.finishedAt());
        assertThat(engine.taskAdmin().find(info.doneTaskId()).orElseThrow().kind())
                .isEqualTo("done");
        assertThat(info.failedTaskId()).isNull();
    }

    @Test
    void aFailureForGoodRunsTheOtherAndARetryTheFirstAfterAll() {
        PgQueueEngine engine = engine(handler("member", ONE_ATTEMPT, (payload, context) -> {
            if (payload.get("n").equals(0) && broken.get()) {
                throw new IllegalStateException("broken");
            }
            return null;
        }));
        long group = engine.taskQueue().enqueueGroup(group("member", 5)).groupId();
        Eventually.holds(() -> failed.size() == 1);
        assertThat(failed.get(0))
                .containsEntry(TaskGroup.FAILED_HEADER, "1")
                .containsEntry(TaskGroup.SUCCEEDED_HEADER, "4");

        engine.taskAdmin().retry("member", 1, 10);
        Eventually.holds(() -> failed.size() == 2);
        assertThat(done).isEmpty();
        broken.set(false);
        engine.taskAdmin().retry("member", 1, 10);

        Eventually.holds(() -> done.size() == 1);
        assertThat(failed).hasSize(2);
        assertThat(engine.taskAdmin().group(group).orElseThrow().failed()).isZero();
    }

    @Test
    void cancelledTasksCountAsDoneWhetherTheyWaitRunOrHaveFailed() throws InterruptedException {
        CountDownLatch running = new CountDownLatch(1);
        CountDownLatch never = new CountDownLatch(1);
        PgQueueEngine engine = engine(
                handler("member", ONE_ATTEMPT, (payload, context) -> {
                    running.countDown();
                    return never.await(1, TimeUnit.MINUTES);
                }),
                handler("fails", ONE_ATTEMPT, (payload, context) -> {
                    throw new IllegalStateException("fails");
                }));
        EnqueuedGroup group = engine.taskQueue()
                .enqueueGroup(ends(List.of(
                        Task.of("member", null),
                        Task.of("fails", null),
                        Task.of("member", null).withDelay(Duration.ofHours(1)))));
        Eventually.happens(running);
        Eventually.holds(
                () -> engine.taskAdmin().group(group.groupId()).orElseThrow().failed() == 1);

        group.results().forEach(task -> engine.taskAdmin().cancel(task.taskId(), "not needed"));

        Eventually.holds(() -> done.size() == 1);
        assertThat(done.get(0)).containsEntry(TaskGroup.CANCELLED_HEADER, "3");
        assertThat(failed).isEmpty();
    }

    @Test
    void timeoutsCount() {
        PgQueueEngine engine =
                engine(handler("member", ONE_ATTEMPT.withAttemptTimeout(Duration.ofMillis(200)), (payload, context) -> {
                    new CountDownLatch(1).await();
                    return null;
                }));

        engine.taskQueue().enqueueGroup(group("member", 2));

        Eventually.holds(() -> failed.size() == 1);
        assertThat(failed.get(0)).containsEntry(TaskGroup.FAILED_HEADER, "2");
    }

    @Test
    void batchesTransactionalHandlersAndFollowUpsCount() {
        TaskRegistration batch = TaskRegistration.ofBatch(
                "batch",
                Map.class,
                QUICK.withBatchSize(10),
                (TaskBatch<Map<String, Object>> tasks) -> tasks.forEach(item -> {}));
        TaskRegistration transactional = handler("transactional", QUICK.withTransactional(true), (payload, context) -> {
            context.enqueue(Task.of("follow-up", null));
            return null;
        });
        PgQueueEngine engine = engine(batch, transactional, handler("follow-up", (payload, context) -> null));

        engine.taskQueue()
                .enqueueGroup(ends(IntStream.range(0, 40)
                        .mapToObj(i -> Task.of(i % 2 == 0 ? "batch" : "transactional", Map.of("n", i)))
                        .toList()));

        Eventually.holds(() -> done.size() == 1);
        assertThat(done.get(0)).containsEntry(TaskGroup.SUCCEEDED_HEADER, "40");
    }

    @Test
    void whoeverElseRunsTheKindOfTheTaskForTheEndIsWoken() {
        PgQueueEngine ends = queue.engine(whenDone, whenFailed);
        PgQueueEngine members = queue.engine(handler("member", (payload, context) -> null));
        ends.processing().start();
        Eventually.holds(() -> ends.state().listening());
        members.processing().start();

        members.taskQueue().enqueueGroup(group("member", 3));

        Eventually.holds(() -> done.size() == 1);
    }

    @Test
    void aGroupWithoutTasksEndsAtOnce() {
        PgQueueEngine engine = engine();

        EnqueuedGroup group = engine.taskQueue().enqueueGroup(ends(List.of()));

        Eventually.holds(() -> done.size() == 1);
        assertThat(engine.taskAdmin().group(group.groupId()).orElseThrow().finishedAt())
                .isNotNull();
    }

    @Test
    void aRollBackLeavesNothing() {
        PgQueueEngine engine = queue.engine(whenDone, whenFailed, handler("member", (payload, context) -> null));
        DataSource dataSource = queue.dataSource();
        PgQueueEngine caller = queue.engineOn(dataSource, builder -> builder);

        new TransactionTemplate(new JdbcTransactionManager(dataSource)).executeWithoutResult(transaction -> {
            EnqueuedGroup group = caller.taskQueue().enqueueGroup(group("member", 3));
            assertThat(caller.taskAdmin().group(group.groupId())).isPresent();
            caller.taskQueue().enqueueGroup(ends(List.of()));
            transaction.setRollbackOnly();
        });

        for (String table : List.of("task_group", "group_follow_up", "task", "group_change")) {
            assertThat(queue.jdbc().queryForObject("select count(*) from pgqueue." + table, Long.class))
                    .as(table)
                    .isZero();
        }
        assertThat(engine.taskAdmin().group(1)).isEmpty();
    }

    @Test
    void aTestsTransactionSeesTheEndWithoutACommit() {
        DataSource dataSource = queue.dataSource();
        PgQueueEngine engine = queue.engineOn(
                dataSource, builder -> builder, whenDone, whenFailed, handler("member", (payload, context) -> null));

        new TransactionTemplate(new JdbcTransactionManager(dataSource)).executeWithoutResult(transaction -> {
            engine.taskQueue().enqueueGroup(group("member", 3));
            assertThat(engine.inline().runDue(100)).isEqualTo(4);
            transaction.setRollbackOnly();
        });

        assertThat(done).hasSize(1);
    }

    @Test
    void aCancellationInATestsTransactionEndsAGroup() {
        DataSource dataSource = queue.dataSource();
        PgQueueEngine engine = queue.engineOn(
                dataSource, builder -> builder, whenDone, whenFailed, handler("member", (payload, context) -> null));

        new TransactionTemplate(new JdbcTransactionManager(dataSource)).executeWithoutResult(transaction -> {
            EnqueuedGroup group = engine.taskQueue().enqueueGroup(group("member", 1));
            engine.taskAdmin().cancel(group.results().get(0).taskId(), "not needed");
            assertThat(engine.inline().runDue(100)).isOne();
            transaction.setRollbackOnly();
        });

        assertThat(done).hasSize(1);
    }

    @Test
    void everyPartIsCheckedBeforeAnythingIsWritten() {
        PgQueueEngine engine = engine(handler("member", (payload, context) -> null));
        List<Task> tasks =
                List.of(Task.of("member", null), Task.of("member", null).withPriority(10));

        assertThatThrownBy(() -> engine.taskQueue().enqueueGroup(TaskGroup.of(tasks)))
                .isInstanceOf(InvalidTaskException.class)
                .hasMessageContaining("task 2 of 2: priority");
        assertThatThrownBy(() -> engine.taskQueue()
                        .enqueueGroup(group("member", 1)
                                .whenDone(Task.of("done", null).withPriority(-1))))
                .hasMessageContaining("whenDone: priority");
        assertThatThrownBy(() -> engine.taskQueue()
                        .enqueueGroup(group("member", 1)
                                .whenFailed(Task.of("failed", null).withPriority(-1))))
                .hasMessageContaining("whenFailed: priority");
        assertThatThrownBy(() ->
                        engine.taskQueue().enqueueGroup(group("member", 1).whenDone(Task.of("nobody-knows", null))))
                .isInstanceOf(UnknownKindException.class);
        assertThatThrownBy(
                        () -> engine.taskQueue().enqueueGroup(group("member", 1).withName("")))
                .isInstanceOf(InvalidTaskException.class)
                .hasMessageContaining("name");
        assertThat(queue.jdbc().queryForObject("select count(*) from pgqueue.task_group", Long.class))
                .isZero();
    }

    private PgQueueEngine engine(TaskRegistration... members) {
        TaskRegistration[] all = Stream.concat(Stream.of(whenDone, whenFailed), Arrays.stream(members))
                .toArray(TaskRegistration[]::new);
        PgQueueEngine engine = queue.engine(all);
        engine.processing().start();
        return engine;
    }

    private static TaskGroup group(String kind, int tasks) {
        return ends(IntStream.range(0, tasks)
                .mapToObj(n -> Task.of(kind, Map.of("n", n)))
                .toList());
    }

    private static TaskGroup ends(List<Task> tasks) {
        return TaskGroup.of(tasks).whenDone(Task.of("done", null)).whenFailed(Task.of("failed", null));
    }
}
