package io.pgqueue.engine;

import static io.pgqueue.testsupport.TestQueue.QUICK;
import static io.pgqueue.testsupport.TestQueue.handler;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.pgqueue.BulkResult;
import io.pgqueue.EnqueueResult;
import io.pgqueue.GroupInfo;
import io.pgqueue.InvalidTaskException;
import io.pgqueue.KindOptions;
import io.pgqueue.Task;
import io.pgqueue.TaskAdmin;
import io.pgqueue.TaskFilter;
import io.pgqueue.TaskGroup;
import io.pgqueue.TaskInfo;
import io.pgqueue.TaskStatus;
import io.pgqueue.TaskTransition;
import io.pgqueue.testsupport.TestQueue;
import java.sql.Connection;
import java.sql.Statement;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.atomic.AtomicBoolean;
import java.util.stream.IntStream;
import javax.sql.DataSource;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.springframework.jdbc.support.JdbcTransactionManager;
import org.springframework.transaction.support.TransactionTemplate;

/** What an operator does to everything that a filter matches. */
@Tag("database")
class BulkTest {

    private static final KindOptions SELDOM =
            QUICK.withMaxAttempts(1).withPollInterval(Duration.ofHours(1)).withTransitionLogTtl(Duration.ofDays(1));
    private static final TaskFilter WORK = TaskFilter.all().withKind("work");

    private final TestQueue queue = new TestQueue();
    private final DataSource dataSource = queue.dataSource();
    private final AtomicBoolean broken = new AtomicBoolean();
    private final CountDownLatch mayEnd = new CountDownLatch(1);
    private final CountDownLatch interrupted = new CountDownLatch(1);
    private final List<Object> ran = new CopyOnWriteArrayList<>();
    private final PgQueueEngine engine = queue.engineOn(
            dataSource,
            builder -> builder,
            handler("work", SELDOM, (payload, context) -> {
                if (broken.get()) {
                    throw new IllegalStateException("broken");
                }
                ran.add(payload.get("n"));
                return null;
            }),
            handler("slow", SELDOM, (payload, context) -> {
                try {
                    mayEnd.await();
                } catch (InterruptedException e) {
                    interrupted.countDown();
                    throw e;
                }
                return null;
            }));
    private final TaskAdmin admin = engine.taskAdmin();

    @AfterEach
    void close() {
        mayEnd.countDown();
        queue.close();
    }

    @Test
    void cancelsInBatchesAndSaysWhereToGoOn() {
        add(1_200, Task.of("work", Map.of("n", 1)));
        add(3, Task.of("slow", Map.of()));

        BulkResult first = admin.cancelAll(WORK, "not needed", null, 700);
        assertThat(first.done()).isEqualTo(700);
        assertThat(count("cancelled")).isEqualTo(700);
        BulkResult second = admin.cancelAll(WORK, "not needed", first.next(), 10_000);

        assertThat(second).isEqualTo(new BulkResult(500, null));
        assertThat(count("cancelled")).isEqualTo(1_200);
        assertThat(count("new")).isEqualTo(3);
        assertThat(admin.find(WORK, null, 1).tasks().get(0).cancelReason()).isEqualTo("not needed");
    }

    @Test
    void isUndoneWithTheCallersTransaction() {
        add(600, Task.of("work", Map.of()));

        new TransactionTemplate(new JdbcTransactionManager(dataSource)).executeWithoutResult(status -> {
            assertThat(admin.cancelAll(WORK, "no", null, 10_000).done()).isEqualTo(600);
            status.setRollbackOnly();
        });

        assertThat(count("new")).isEqualTo(600);
    }

    @Test
    void asksRunningTasksToStop() throws InterruptedException {
        engine.processing().start();
        long id = add(1, Task.of("slow", Map.of())).get(0);
        queue.await(engine, id, TaskStatus.RUNNING);

        assertThat(admin.cancelAll(TaskFilter.all(), "stop", null, 10).done()).isOne();

        Eventually.happens(interrupted);
        assertThat(queue.await(engine, id, TaskStatus.CANCELLED).cancelReason()).isEqualTo("stop");
    }

    @Test
    void waitsForWhatSomebodyElseIsAtByItself() throws Exception {
        List<Long> ids = add(3, Task.of("work", Map.of()));
        try (Connection other = queue.database().direct().getConnection();
                Statement statement = other.createStatement()) {
            other.setAutoCommit(false);
            statement.execute("select from pgqueue.task where id = " + ids.get(1) + " for update");
            CompletableFuture<BulkResult> cancelled =
                    CompletableFuture.supplyAsync(() -> admin.cancelAll(WORK, "no", null, 10));
            Eventually.holds(() -> count("cancelled") == 2);
            assertThat(cancelled).isNotDone();

            other.commit();

            assertThat(cancelled.get()).isEqualTo(new BulkResult(3, null));
        }
    }

    @Test
    void retriesAndKeepsTheOrderOfAKey() {
        broken.set(true);
        engine.processing().start();
        List<Long> ids = IntStream.range(0, 5)
                .mapToObj(n -> add(1, Task.of("work", Map.of("n", n)).withOrderingKey("one"))
                        .get(0))
                .toList();
        queue.await(engine, ids.get(0), TaskStatus.NO_ATTEMPTS_LEFT);
        broken.set(false);

        assertThat(admin.retryAll(WORK.withErrorType("IllegalStateException"), 1, null, 10))
                .isEqualTo(new BulkResult(1, null));

        Eventually.holds(() -> ran.size() == 5);
        assertThat(ran).containsExactly(0, 1, 2, 3, 4);
    }

    @Test
    void runsAtOnceWhatWasToWait() {
        engine.processing().start();
        add(20, Task.of("work", Map.of("n", 1)).withDelay(Duration.ofHours(1)));

        assertThat(admin.runNowAll(WORK, null, 10_000)).isEqualTo(new BulkResult(20, null));

        Eventually.holds(() -> ran.size() == 20);
    }

    @Test
    void deletesWaitingAndClosedTasksWithKeysAndLogs() {
        add(3, Task.of("work", Map.of()).withExternalKey("waits"));
        long closed =
                add(1, Task.of("work", Map.of()).withExternalKey("closed")).get(0);
        admin.cancel(closed, "no");
        assertThat(queue.jdbc().queryForObject("select count(*) from pgqueue.task_log", Long.class))
                .isEqualTo(3);

        assertThat(admin.deleteAll(WORK, null, 10)).isEqualTo(new BulkResult(2, null));

        assertThat(left("task") + left("closed_task") + left("task_key") + left("task_log"))
                .isZero();
        assertThat(engine.taskQueue()
                        .enqueue(Task.of("work", null).withExternalKey("waits"))
                        .added())
                .isTrue();
    }

    @Test
    void deletesNoRunningTask() {
        engine.processing().start();
        long id = add(1, Task.of("slow", Map.of())).get(0);
        queue.await(engine, id, TaskStatus.RUNNING);

        assertThat(admin.delete(id)).isFalse();
        assertThat(admin.deleteAll(TaskFilter.all(), null, 10)).isEqualTo(new BulkResult(0, null));

        assertThat(admin.find(id)).get().extracting(TaskInfo::cancelReason).isNull();
    }

    @Test
    void aDeletedFailureLetsThoseBehindItRun() {
        broken.set(true);
        engine.processing().start();
        Task ordered = Task.of("work", Map.of("n", 7)).withOrderingKey("one");
        long first = add(1, ordered).get(0);
        queue.await(engine, first, TaskStatus.NO_ATTEMPTS_LEFT);
        broken.set(false);
        long second = add(1, ordered).get(0);

        assertThat(admin.delete(first)).isTrue();

        queue.await(engine, second, TaskStatus.SUCCEEDED);
        assertThat(admin.find(first)).isEmpty();
    }

    @Test
    void aDeletedWaitingTaskLetsThoseBehindItRun() {
        engine.processing().start();
        Task ordered = Task.of("work", Map.of("n", 7)).withOrderingKey("one");
        long first = add(1, ordered.withDelay(Duration.ofHours(1))).get(0);
        long second = add(1, ordered).get(0);

        assertThat(admin.deleteAll(WORK.withIds(first, first), null, 1).done()).isOne();

        queue.await(engine, second, TaskStatus.SUCCEEDED);
    }

    @Test
    void countsInGroupsWhatItDoes() {
        long group = engine.taskQueue()
                .enqueueGroup(TaskGroup.of(IntStream.range(0, 4)
                        .mapToObj(n -> Task.of("work", Map.of("n", n)))
                        .toList()))
                .groupId();
        add(2, Task.of("work", Map.of()));
        TaskFilter members = TaskFilter.all().withGroup(group);
        List<Long> ids =
                admin.find(members, null, 10).tasks().stream().map(t -> t.id()).toList();
        assertThat(ids).hasSize(4);

        admin.deleteAll(members.withIds(ids.get(0), ids.get(0)), null, 10);
        admin.cancelAll(members, "no", null, 10);

        GroupInfo info = admin.group(group).orElseThrow();
        assertThat(info.cancelled()).isEqualTo(4);
        assertThat(info.open()).isZero();
        assertThat(info.finishedAt()).isNotNull();
        assertThat(admin.deleteAll(members, null, 10).done()).isEqualTo(3);
        assertThat(admin.group(group).orElseThrow()).usingRecursiveComparison().isEqualTo(info);
    }

    @Test
    void aDeletedFailureOfAGroupIsNoneAnyMore() {
        broken.set(true);
        engine.processing().start();
        long group = engine.taskQueue()
                .enqueueGroup(TaskGroup.of(List.of(Task.of("work", Map.of()))))
                .groupId();
        Eventually.holds(() -> admin.group(group).orElseThrow().failed() == 1);

        assertThat(admin.deleteAll(TaskFilter.all().withGroup(group), null, 10).done())
                .isOne();

        GroupInfo info = admin.group(group).orElseThrow();
        assertThat(info.failed()).isZero();
        assertThat(info.cancelled()).isOne();
    }

    @Test
    void logsWhatItDoes() {
        List<Long> ids = add(2, Task.of("work", Map.of()));

        admin.cancelAll(WORK, "not now", null, 10);

        assertThat(admin.transitions(ids.get(0)))
                .extracting(TaskTransition::to, TaskTransition::reason)
                .containsExactly(
                        org.assertj.core.api.Assertions.tuple(TaskStatus.NEW, null),
                        org.assertj.core.api.Assertions.tuple(TaskStatus.CANCELLED, "not now"));
    }

    @Test
    void doesNothingToStatusesThatItIsNotFor() {
        add(2, Task.of("work", Map.of()));

        assertThat(admin.retryAll(WORK, 1, null, 10)).isEqualTo(new BulkResult(0, null));
        assertThat(admin.cancelAll(WORK.withStatus(TaskStatus.SUCCEEDED), "no", null, 10))
                .isEqualTo(new BulkResult(0, null));
        assertThatThrownBy(() -> admin.deleteAll(WORK, null, 0)).hasMessageContaining("limit is 0");
    }

    @Test
    void addsATaskAgainWithAnotherPayload() {
        engine.processing().start();
        long id = add(
                        1,
                        Task.of("work", Map.of("n", 1))
                                .withExternalKey("a")
                                .withPriority(2)
                                .withOrderingKey("b")
                                .withHeader("c", "d")
                                .withHeader(TaskInfo.SCHEDULE_HEADER, "nightly"))
                .get(0);
        assertThat(queue.await(engine, id, TaskStatus.SUCCEEDED).schedule()).isEqualTo("nightly");

        long edited = admin.enqueueAgain(id, "{\"n\": 2}").orElseThrow();
        long same = admin.enqueueAgain(id, null).orElseThrow();

        Eventually.holds(() -> ran.size() == 3);
        assertThat(ran).containsExactly(1, 2, 1);
        TaskInfo copy = queue.await(engine, edited, TaskStatus.SUCCEEDED);
        assertThat(copy.externalKey()).isNull();
        assertThat(copy.orderingKey()).isEqualTo("b");
        assertThat(copy.priority()).isEqualTo(2);
        assertThat(copy.headers()).containsExactly(Map.entry("c", "d"));
        assertThat(copy.schedule()).isNull();
        assertThat(copy.worker()).isNotBlank();
        assertThat(copy.maxAttempts()).isOne();
        assertThat(same).isGreaterThan(edited);
        assertThat(admin.enqueueAgain(999_999, null)).isEmpty();
        assertThatThrownBy(() -> admin.enqueueAgain(id, "{")).isInstanceOf(InvalidTaskException.class);
    }

    private List<Long> add(int tasks, Task task) {
        return engine.taskQueue().enqueueAll(java.util.Collections.nCopies(tasks, task)).stream()
                .map(EnqueueResult::taskId)
                .toList();
    }

    private long count(String status) {
        return queue.jdbc().queryForObject("select count(*) from pgqueue.tasks where status = ?", Long.class, status);
    }

    private long left(String table) {
        return queue.jdbc().queryForObject("select count(*) from pgqueue." + table, Long.class);
    }
}
