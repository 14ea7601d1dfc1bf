package io.pgqueue.engine;

import static io.pgqueue.engine.OperatedQueue.WORK;
import static org.assertj.core.api.Assertions.assertThat;

import io.pgqueue.BulkResult;
import io.pgqueue.GroupInfo;
import io.pgqueue.Task;
import io.pgqueue.TaskAdmin;
import io.pgqueue.TaskFilter;
import io.pgqueue.TaskGroup;
import io.pgqueue.TaskInfo;
import io.pgqueue.TaskStatus;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;

/** What is left of a task that an operator deletes, and of those that had to do with it. */
@Tag("database")
class DeletionTest {

    private final OperatedQueue queue = new OperatedQueue();
    private final TaskAdmin admin = queue.admin();

    @AfterEach
    void close() {
        queue.close();
    }

    @Test
    void deletesWaitingAndClosedTasksWithKeysAndLogs() {
        queue.add(3, Task.of("work", Map.of()).withExternalKey("waits"));
        long closed = queue.add(Task.of("work", Map.of()).withExternalKey("closed"));
        admin.cancel(closed, "no");
        assertThat(queue.jdbc().queryForObject("select count(*) from pgqueue.task_log", Long.class))
                .isEqualTo(3);

        assertThat(admin.deleteAll(WORK, null, 10)).isEqualTo(new BulkResult(2, null));

        assertThat(queue.left("task") + queue.left("closed_task") + queue.left("task_key") + queue.left("task_log"))
                .isZero();
        assertThat(queue.engine()
                        .taskQueue()
                        .enqueue(Task.of("work", null).withExternalKey("waits"))
                        .added())
                .isTrue();
    }

    @Test
    void deletesNoRunningTask() {
        queue.engine().processing().start();
        long id = queue.add(Task.of("slow", Map.of()));
        queue.await(id, TaskStatus.RUNNING);

        assertThat(admin.delete(id)).isFalse();
        assertThat(admin.deleteAll(TaskFilter.all(), null, 10)).isEqualTo(new BulkResult(0, null));

        assertThat(admin.find(id)).get().extracting(TaskInfo::cancelReason).isNull();
    }

    @Test
    void aDeletedFailureLetsThoseBehindItRun() {
        queue.setBroken(true);
        queue.engine().processing().start();
        Task ordered = Task.of("work", Map.of("n", 7)).withOrderingKey("one");
        long first = queue.add(ordered);
        queue.await(first, TaskStatus.NO_ATTEMPTS_LEFT);
        queue.setBroken(false);
        long second = queue.add(ordered);

        assertThat(admin.delete(first)).isTrue();

        queue.await(second, TaskStatus.SUCCEEDED);
        assertThat(admin.find(first)).isEmpty();
    }

    @Test
    void aDeletedWaitingTaskLetsThoseBehindItRun() {
        queue.engine().processing().start();
        Task ordered = Task.of("work", Map.of("n", 7)).withOrderingKey("one");
        long first = queue.add(ordered.withDelay(Duration.ofHours(1)));
        long second = queue.add(ordered);

        assertThat(admin.deleteAll(WORK.withIds(first, first), null, 1).done()).isOne();

        queue.await(second, TaskStatus.SUCCEEDED);
    }

    @Test
    void aDeletedFailureOfAGroupIsNoneAnyMore() {
        queue.setBroken(true);
        queue.engine().processing().start();
        long group = queue.engine()
                .taskQueue()
                .enqueueGroup(TaskGroup.of(List.of(Task.of("work", Map.of()))))
                .groupId();
        Eventually.holds(() -> admin.group(group).orElseThrow().failed() == 1);

        assertThat(admin.deleteAll(TaskFilter.all().withGroup(group), null, 10).done())
                .isOne();

        GroupInfo info = admin.group(group).orElseThrow();
        assertThat(info.failed()).isZero();
        assertThat(info.cancelled()).isOne();
    }
}
