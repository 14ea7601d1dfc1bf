package io.pgqueue.engine;

import static io.pgqueue.engine.OperatedQueue.WORK;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.assertj.core.api.Assertions.tuple;

import io.pgqueue.BulkResult;
import io.pgqueue.GroupInfo;
import io.pgqueue.Task;
import io.pgqueue.TaskAdmin;
import io.pgqueue.TaskFilter;
import io.pgqueue.TaskGroup;
import io.pgqueue.TaskStatus;
import io.pgqueue.TaskTransition;
import java.sql.Connection;
import java.sql.Statement;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.concurrent.CompletableFuture;
import java.util.stream.IntStream;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.springframework.jdbc.support.JdbcTransactionManager;
import org.springframework.transaction.support.TransactionTemplate;

/** What an operator does to everything that a filter matches. */
@Tag("database")
class BulkTest {

    private final OperatedQueue queue = new OperatedQueue();
    private final TaskAdmin admin = queue.admin();

    @AfterEach
    void close() {
        queue.close();
    }

    @Test
    void cancelsInBatchesAndSaysWhereToGoOn() {
        queue.add(1_200, Task.of("work", Map.of("n", 1)));
        queue.add(3, Task.of("slow", Map.of()));

        BulkResult first = admin.cancelAll(WORK, "not needed", null, 700);
        assertThat(first.done()).isEqualTo(700);
        assertThat(queue.count("cancelled")).isEqualTo(700);
        BulkResult second = admin.cancelAll(WORK, "not needed", first.next(), 10_000);

        assertThat(second).isEqualTo(new BulkResult(500, null));
        assertThat(queue.count("cancelled")).isEqualTo(1_200);
        assertThat(queue.count("new")).isEqualTo(3);
        assertThat(admin.find(WORK, null, 1).tasks().get(0).cancelReason()).isEqualTo("not needed");
    }

    @Test
    void isUndoneWithTheCallersTransaction() {
        queue.add(600, Task.of("work", Map.of()));

        new TransactionTemplate(new JdbcTransactionManager(queue.dataSource())).executeWithoutResult(status -> {
            assertThat(admin.cancelAll(WORK, "no", null, 10_000).done()).isEqualTo(600);
            status.setRollbackOnly();
        });

        assertThat(queue.count("new")).isEqualTo(600);
    }

    @Test
    void asksRunningTasksToStop() throws Exception {
        queue.engine().processing().start();
        long id = queue.add(Task.of("slow", Map.of()));
        queue.await(id, TaskStatus.RUNNING);

        assertThat(admin.cancelAll(TaskFilter.all(), "stop", null, 10).done()).isOne();

        queue.awaitInterruption();
        assertThat(queue.await(id, TaskStatus.CANCELLED).cancelReason()).isEqualTo("stop");
    }

    @Test
    void waitsForWhatSomebodyElseIsAtByItself() throws Exception {
        List<Long> ids = queue.add(3, Task.of("work", Map.of()));
        try (Connection other = queue.database().direct().getConnection();
                Statement statement = other.createStatement()) {
            other.setAutoCommit(false);
            statement.execute("select from pgqueue.task where id = " + ids.get(1) + " for update");
            CompletableFuture<BulkResult> cancelled =
                    CompletableFuture.supplyAsync(() -> admin.cancelAll(WORK, "no", null, 10));
            Eventually.holds(() -> queue.count("cancelled") == 2);
            assertThat(cancelled).isNotDone();

            other.commit();

            assertThat(cancelled.get()).isEqualTo(new BulkResult(3, null));
        }
    }

    @Test
    void retriesAndKeepsTheOrderOfAKey() {
        queue.setBroken(true);
        queue.engine().processing().start();
        List<Long> ids = IntStream.range(0, 5)
                .mapToObj(n -> queue.add(Task.of("work", Map.of("n", n)).withOrderingKey("one")))
                .toList();
        queue.await(ids.get(0), TaskStatus.NO_ATTEMPTS_LEFT);
        queue.setBroken(false);

        assertThat(admin.retryAll(WORK.withErrorType("IllegalStateException"), 1, null, 10))
                .isEqualTo(new BulkResult(1, null));

        Eventually.holds(() -> queue.ran().size() == 5);
        assertThat(queue.ran()).containsExactly(0, 1, 2, 3, 4);
    }

    @Test
    void runsAtOnceWhatWasToWait() {
        queue.engine().processing().start();
        queue.add(20, Task.of("work", Map.of("n", 1)).withDelay(Duration.ofHours(1)));

        assertThat(admin.runNowAll(WORK, null, 10_000)).isEqualTo(new BulkResult(20, null));

        Eventually.holds(() -> queue.ran().size() == 20);
    }

    @Test
    void countsInGroupsWhatItDoes() {
        long group = queue.engine()
                .taskQueue()
                .enqueueGroup(TaskGroup.of(IntStream.range(0, 4)
                        .mapToObj(n -> Task.of("work", Map.of("n", n)))
                        .toList()))
                .groupId();
        queue.add(2, Task.of("work", Map.of()));
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
    void logsWhatItDoes() {
        List<Long> ids = queue.add(2, Task.of("work", Map.of()));

        admin.cancelAll(WORK, "not now", null, 10);

        assertThat(admin.transitions(ids.get(0)))
                .extracting(TaskTransition::to, TaskTransition::reason)
                .containsExactly(tuple(TaskStatus.NEW, null), tuple(TaskStatus.CANCELLED, "not now"));
    }

    @Test
    void doesNothingToStatusesThatItIsNotFor() {
        queue.add(2, Task.of("work", Map.of()));

        assertThat(admin.retryAll(WORK, 1, null, 10)).isEqualTo(new BulkResult(0, null));
        assertThat(admin.cancelAll(WORK.withStatus(TaskStatus.SUCCEEDED), "no", null, 10))
                .isEqualTo(new BulkResult(0, null));
        assertThatThrownBy(() -> admin.deleteAll(WORK, null, 0)).hasMessageContaining("limit is 0");
    }
}
