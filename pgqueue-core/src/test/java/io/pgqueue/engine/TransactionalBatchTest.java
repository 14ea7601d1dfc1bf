package io.pgqueue.engine;

import static io.pgqueue.testsupport.TestQueue.QUICK;
import static org.assertj.core.api.Assertions.assertThat;

import io.pgqueue.BatchItem;
import io.pgqueue.BatchWork;
import io.pgqueue.KindOptions;
import io.pgqueue.Task;
import io.pgqueue.TaskInfo;
import io.pgqueue.TaskQueueListener;
import io.pgqueue.TaskStatus;
import io.pgqueue.testsupport.TestQueue;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.atomic.AtomicBoolean;
import javax.sql.DataSource;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.springframework.jdbc.core.JdbcTemplate;
import org.springframework.jdbc.support.JdbcTransactionManager;

/** A batch whose work and what its tasks came to commit together, or not at all. */
@Tag("database")
class TransactionalBatchTest {

    private static final KindOptions TRANSACTIONAL = QUICK.withTransactional(true);

    private final TestQueue queue = new TestQueue();
    private final DataSource dataSource = queue.dataSource();
    private final JdbcTemplate business = new JdbcTemplate(dataSource);
    private final List<String> told = new CopyOnWriteArrayList<>();
    private PgQueueEngine engine;

    @BeforeEach
    void create() {
        queue.jdbc()
                .execute("create table work_done (n int, attempt int, constraint late unique (attempt, n) deferrable "
                        + "initially deferred)");
    }

    @AfterEach
    void close() {
        queue.close();
    }

    @Test
    void commitsItsWorkWithWhatEachTaskCameTo() {
        List<TaskInfo> tasks = run(TRANSACTIONAL.withMaxAttempts(1), batch -> {
            batch.forEach(this::work);
            assertThat(workDone()).as("seen by others").isEmpty();
            batch.items().get(0).done("done");
            batch.items().get(1).failed(new IllegalStateException("failed"));
            batch.items().get(2).cancel("pointless");
        });

        assertThat(tasks)
                .extracting(TaskInfo::status)
                .containsExactly(TaskStatus.SUCCEEDED, TaskStatus.NO_ATTEMPTS_LEFT, TaskStatus.CANCELLED);
        assertThat(tasks.get(0).result()).isEqualTo("\"done\"");
        assertThat(tasks.get(1).errors()).extracting("message").containsExactly("failed");
        assertThat(workDone()).containsExactly("0:1", "1:1", "2:1");
        assertThat(queue.jdbc()
                        .queryForObject(
                                "select count(distinct xmin::text) from (select xmin from work_done union all "
                                        + "select xmin from pgqueue.closed_task) x",
                                Integer.class))
                .isEqualTo(1);
        Eventually.passes(() -> assertThat(told).containsExactly("SUCCEEDED", "FAILED", "CANCELLED"));
    }

    @Test
    void runsATaskAgainAfterItsDelayThoughItsTransactionRecordedTheFailure() {
        List<TaskInfo> tasks = run(TRANSACTIONAL.withPollInterval(Duration.ofHours(1)), batch -> {
            for (BatchItem<Map<String, Object>> item : batch) {
                work(item);
                if (item.context().attempt() == 1 && item.payload().get("n").equals(1)) {
                    item.retryAfter(Duration.ofMillis(30), "once more");
                }
            }
        });

        assertThat(tasks).extracting(TaskInfo::attempt).containsExactly(1, 2, 1);
        assertThat(workDone()).containsExactly("0:1", "1:1", "1:2", "2:1");
    }

    @Test
    void rollsEverythingBackAndFailsAllTasksWhenItThrows() {
        List<TaskInfo> tasks = run(TRANSACTIONAL, batch -> {
            batch.forEach(this::work);
            batch.items().get(0).done("forgotten");
            if (batch.items().get(0).context().attempt() == 1) {
                throw new IllegalStateException("all of them");
            }
        });

        assertThat(tasks).extracting(TaskInfo::attempt).containsOnly(2);
        assertThat(tasks)
                .allSatisfy(
                        task -> assertThat(task.errors()).extracting("message").containsExactly("all of them"));
        assertThat(workDone()).containsExactly("0:2", "1:2", "2:2");
    }

    @Test
    void failsAllTasksWhenTheCommitFails() {
        List<TaskInfo> tasks = run(TRANSACTIONAL.withMaxAttempts(1), batch -> {
            work(batch.items().get(0));
            work(batch.items().get(0));
        });

        assertThat(tasks).extracting(TaskInfo::status).containsOnly(TaskStatus.NO_ATTEMPTS_LEFT);
        assertThat(tasks)
                .allSatisfy(task -> assertThat(task.errors().get(0).message()).contains("late"));
        assertThat(workDone()).isEmpty();
        assertThat(told).containsExactly("FAILED", "FAILED", "FAILED");
    }

    @Test
    void rollsEverythingBackAtItsTimeout() {
        CountDownLatch never = new CountDownLatch(1);
        List<TaskInfo> tasks =
                run(TRANSACTIONAL.withMaxAttempts(1).withAttemptTimeout(Duration.ofMillis(100)), batch -> {
                    batch.forEach(this::work);
                    never.await();
                });

        assertThat(tasks).extracting(TaskInfo::status).containsOnly(TaskStatus.NO_ATTEMPTS_LEFT);
        assertThat(workDone()).isEmpty();
    }

    @Test
    void rollsEverythingBackWhenOneTaskIsSomebodyElsesAndRunsTheOthersAgainUncounted() {
        AtomicBoolean taken = new AtomicBoolean();
        List<TaskInfo> tasks = run(TRANSACTIONAL, batch -> {
            batch.forEach(this::work);
            if (taken.compareAndSet(false, true)) {
                queue.jdbc()
                        .update(
                                "update pgqueue.task set token = 1, status = 0, worker = 0, attempt = 0 where id = ?",
                                batch.items().get(1).context().taskId());
            }
        });

        assertThat(tasks).extracting(TaskInfo::status).containsOnly(TaskStatus.SUCCEEDED);
        assertThat(tasks).extracting(TaskInfo::attempt).containsOnly(1);
        assertThat(tasks).allSatisfy(task -> assertThat(task.errors()).isEmpty());
        assertThat(workDone()).containsExactly("0:1", "1:1", "2:1");
    }

    @Test
    void commitsTheOthersWhenATaskWasCancelledMeanwhile() {
        List<TaskInfo> tasks = run(TRANSACTIONAL, batch -> {
            long id = batch.items().get(1).context().taskId();
            // by somebody else: in this thread it would join the transaction
            CompletableFuture.runAsync(() -> engine.taskAdmin().cancel(id, "not wanted"))
                    .join();
            for (BatchItem<Map<String, Object>> item : batch) {
                if (!item.context().isCancelled()) {
                    work(item);
                }
            }
        });

        assertThat(tasks)
                .extracting(TaskInfo::status)
                .containsExactly(TaskStatus.SUCCEEDED, TaskStatus.CANCELLED, TaskStatus.SUCCEEDED);
        assertThat(workDone()).containsExactly("0:1", "2:1");
    }

    private List<TaskInfo> run(KindOptions options, BatchWork<Map<String, Object>> work) {
        TaskQueueListener listener = new TaskQueueListener() {
            @Override
            public void onAttemptFinished(FinishedAttempt attempt) {
                told.add(attempt.outcome().name());
            }
        };
        engine = queue.engineOn(
                dataSource,
                builder -> builder.listeners(List.of(listener))
                        .transactionManager(() -> new JdbcTransactionManager(dataSource)),
                BatchAnswersTest.batch(options.withWorkerCount(1), work));
        List<Task> tasks = new ArrayList<>();
        for (int n = 0; n < 3; n++) {
            tasks.add(Task.of("batch", Map.of("n", n)));
        }
        List<Long> ids = engine.taskQueue().enqueueAll(tasks).stream()
                .map(result -> result.taskId())
                .toList();
        engine.processing().start();
        return BatchAnswersTest.closed(engine, ids);
    }

    private void work(BatchItem<Map<String, Object>> item) {
        business.update(
                "insert into work_done values (?, ?)",
                item.payload().get("n"),
                item.context().attempt());
    }

    private List<String> workDone() {
        return queue.jdbc().queryForList("select n || ':' || attempt from work_done order by n, attempt", String.class);
    }
}
