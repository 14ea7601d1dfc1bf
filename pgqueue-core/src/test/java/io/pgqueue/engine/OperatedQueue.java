package io.pgqueue.engine;

import static io.pgqueue.testsupport.TestQueue.QUICK;
import static io.pgqueue.testsupport.TestQueue.handler;

import io.pgqueue.EnqueueResult;
import io.pgqueue.KindOptions;
import io.pgqueue.Task;
import io.pgqueue.TaskAdmin;
import io.pgqueue.TaskFilter;
import io.pgqueue.TaskInfo;
import io.pgqueue.TaskStatus;
import io.pgqueue.testsupport.TestDatabase;
import io.pgqueue.testsupport.TestQueue;
import java.time.Duration;
import java.util.Collections;
import java.util.List;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.atomic.AtomicBoolean;
import javax.sql.DataSource;
import org.springframework.jdbc.core.JdbcTemplate;

/**
 * A queue whose tasks an operator does something to. Those of the kind "work" end at once, and fail while they are to; those
 * of the kind "slow" run until they are interrupted, or this is closed.
 */
final class OperatedQueue implements AutoCloseable {

    static final TaskFilter WORK = TaskFilter.all().withKind("work");

    private static final KindOptions SELDOM =
            QUICK.withMaxAttempts(1).withPollInterval(Duration.ofHours(1)).withTransitionLogTtl(Duration.ofDays(1));

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

    PgQueueEngine engine() {
        return engine;
    }

    TaskAdmin admin() {
        return engine.taskAdmin();
    }

    DataSource dataSource() {
        return dataSource;
    }

    JdbcTemplate jdbc() {
        return queue.jdbc();
    }

    TestDatabase database() {
        return queue.database();
    }

    /** Whether tasks of the kind "work" fail from now on. */
    void setBroken(boolean now) {
        broken.set(now);
    }

    /** What is in the field {@code n} of those of the kind "work" that have succeeded, in their order. */
    List<Object> ran() {
        return ran;
    }

    void awaitInterruption() throws InterruptedException {
        Eventually.happens(interrupted);
    }

    TaskInfo await(long taskId, TaskStatus status) {
        return queue.await(engine, taskId, status);
    }

    /** Adds the same task so many times; their ids. */
    List<Long> add(int tasks, Task task) {
        return engine.taskQueue().enqueueAll(Collections.nCopies(tasks, task)).stream()
                .map(EnqueueResult::taskId)
                .toList();
    }

    long add(Task task) {
        return add(1, task).get(0);
    }

    long count(String status) {
        return queue.jdbc().queryForObject("select count(*) from pgqueue.tasks where status = ?", Long.class, status);
    }

    /** Rows of a table. */
    long left(String table) {
        return queue.jdbc().queryForObject("select count(*) from pgqueue." + table, Long.class);
    }

    @Override
    public void close() {
        mayEnd.countDown();
        queue.close();
    }
}
