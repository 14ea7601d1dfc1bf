package io.pgqueue.engine;

import static io.pgqueue.testsupport.TestQueue.QUICK;
import static io.pgqueue.testsupport.TestQueue.handler;
import static org.assertj.core.api.Assertions.assertThat;

import io.pgqueue.BatchItem;
import io.pgqueue.EnqueueResult;
import io.pgqueue.Task;
import io.pgqueue.TaskInfo;
import io.pgqueue.TaskRegistration;
import io.pgqueue.TaskStatus;
import io.pgqueue.testsupport.TestQueue;
import java.sql.Connection;
import java.sql.SQLException;
import java.sql.SQLTransientConnectionException;
import java.util.Collections;
import java.util.List;
import java.util.Map;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.concurrent.atomic.AtomicBoolean;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.function.UnaryOperator;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.springframework.jdbc.datasource.DelegatingDataSource;

/** Tasks that came back from a dead worker, any of which may be what ended its process. */
@Tag("database")
class SuspectsTest {

    private final TestQueue queue = new TestQueue();

    @AfterEach
    void close() {
        queue.close();
    }

    @Test
    void theirStartIsOnRecordBeforeTheirHandlerIsCalled() {
        PgQueueEngine engine = queue.engine(
                handler("watched", (payload, context) -> isOnRecord(context.taskId()) ? "on record" : "not"));
        long suspect = add(engine, "watched", 1).get(0);
        suspect("{}");
        long other = add(engine, "watched", 1).get(0);

        engine.processing().start();

        assertThat(queue.await(engine, suspect, TaskStatus.SUCCEEDED).result()).contains("on record");
        assertThat(queue.await(engine, other, TaskStatus.SUCCEEDED).result()).contains("not");
    }

    @Test
    void aBatchHandlerGetsThemOneAtATime() {
        List<List<Long>> batches = new CopyOnWriteArrayList<>();
        PgQueueEngine engine = queue.engine(TaskRegistration.ofBatch(
                "batch",
                Map.class,
                QUICK.withWorkerCount(1).withBatchSize(50),
                batch -> batches.add(batch.items().stream()
                        .map(BatchItem::context)
                        .map(context -> context.taskId())
                        .toList())));
        List<Long> suspects = add(engine, "batch", 3);
        suspect("{}");
        List<Long> others = add(engine, "batch", 20);

        engine.processing().start();

        suspects.forEach(id -> queue.await(engine, id, TaskStatus.SUCCEEDED));
        others.forEach(id -> queue.await(engine, id, TaskStatus.SUCCEEDED));
        assertThat(batches)
                .filteredOn(batch -> batch.size() == 1)
                .containsAll(suspects.stream().map(List::of).toList());
        assertThat(batches)
                .filteredOn(batch -> batch.size() > 1)
                .isNotEmpty()
                .allSatisfy(batch -> assertThat(batch).doesNotContainAnyElementsOf(suspects));
    }

    @Test
    void thoseThatWereRunningAtTwoDeathsRunOneAtATime() {
        AtomicInteger running = new AtomicInteger();
        AtomicInteger most = new AtomicInteger();
        PgQueueEngine engine = queue.engine(handler("alone", (payload, context) -> {
            most.accumulateAndGet(running.incrementAndGet(), Math::max);
            if (context.taskId() != last()) {
                // until the other one was put off, which is no attempt
                Eventually.holds(() -> queue.jdbc()
                                .queryForObject(
                                        "select count(*) from pgqueue.task where status = 1 and attempt = 0",
                                        Integer.class)
                        == 1);
            }
            running.decrementAndGet();
            return null;
        }));
        List<Long> ids = add(engine, "alone", 2);
        suspect("{host-1,host-2}");
        engine.processing().start();

        for (long id : ids) {
            TaskInfo task = queue.await(engine, id, TaskStatus.SUCCEEDED);
            assertThat(task.attempt()).isEqualTo(1);
            assertThat(task.errors()).isEmpty();
        }
        assertThat(most).hasValue(1);
    }

    @Test
    void oneWhoseStartCannotBePutOnRecordIsNotCalledAndSpendsNoAttempt() {
        AtomicBoolean missing = new AtomicBoolean(true);
        PgQueueEngine engine = queue.engineOn(
                new DelegatingDataSource(queue.dataSource()) {
                    @Override
                    public Connection getConnection() throws SQLException {
                        if (Thread.currentThread().getName().startsWith("pgqueue-watched-")
                                && missing.getAndSet(false)) {
                            throw new SQLTransientConnectionException("none is free");
                        }
                        return super.getConnection();
                    }
                },
                UnaryOperator.identity(),
                handler("watched", (payload, context) -> isOnRecord(context.taskId()) ? "on record" : "not"));
        long id = add(engine, "watched", 1).get(0);
        suspect("{}");

        engine.processing().start();

        TaskInfo task = queue.await(engine, id, TaskStatus.SUCCEEDED);
        assertThat(task.result()).contains("on record");
        assertThat(task.attempt()).isEqualTo(1);
        assertThat(missing).isFalse();
    }

    private static List<Long> add(PgQueueEngine engine, String kind, int count) {
        return engine.taskQueue().enqueueAll(Collections.nCopies(count, Task.of(kind, null))).stream()
                .map(EnqueueResult::taskId)
                .toList();
    }

    /** As if all tasks had come back from dead workers. */
    private void suspect(String deaths) {
        queue.jdbc().update("update pgqueue.task set deaths = ?::text[]", deaths);
    }

    private boolean isOnRecord(long id) {
        return Boolean.TRUE.equals(queue.jdbc()
                .queryForObject(
                        "select coalesce(begun_token = token, false) from pgqueue.task where id = ?",
                        Boolean.class,
                        id));
    }

    /** The only one that is left, or 0. */
    private long last() {
        Long id = queue.jdbc()
                .queryForObject("select case when count(*) = 1 then max(id) else 0 end from pgqueue.task", Long.class);
        return id == null ? 0 : id;
    }
}
