package io.pgqueue.engine;

import static io.pgqueue.testsupport.TestQueue.QUICK;
import static io.pgqueue.testsupport.TestQueue.handler;
import static org.assertj.core.api.Assertions.assertThat;

import ch.qos.logback.classic.Level;
import io.pgqueue.KindOptions;
import io.pgqueue.Task;
import io.pgqueue.TaskInfo;
import io.pgqueue.TaskQueueListener;
import io.pgqueue.TaskStatus;
import io.pgqueue.testsupport.TestQueue;
import java.time.Duration;
import java.util.List;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.atomic.AtomicBoolean;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;

/** An instance that is declared dead though it lives, and the one that takes its tasks. */
@Tag("database")
class MembershipTest {

    private static final KindOptions SELDOM = QUICK.withPollInterval(Duration.ofHours(1));

    private final TestQueue queue = new TestQueue();
    private final CountDownLatch begun = new CountDownLatch(1);
    private final CountDownLatch mayEnd = new CountDownLatch(1);
    private final LogCapture log = new LogCapture();

    @AfterEach
    void close() {
        mayEnd.countDown();
        queue.close();
        log.close();
    }

    @Test
    void dropsWhatItRunsWhenItIsDeclaredDead() throws Exception {
        AtomicBoolean lost = new AtomicBoolean();
        PgQueueEngine engine = queue.engine(handler("work", SELDOM, (payload, context) -> {
            begun.countDown();
            try {
                new CountDownLatch(1).await();
            } catch (InterruptedException e) {
                lost.set(context.isCancelled());
                throw e;
            }
            return null;
        }));
        engine.processing().start();
        engine.taskQueue().enqueue(Task.of("work", null));
        Eventually.happens(begun);

        declareDead(engine);

        Eventually.holds(lost::get);
    }

    @Test
    void registersAnewAndGoesOnWhenItIsDeclaredDead() {
        PgQueueEngine engine = queue.engine(handler("work", SELDOM, (payload, context) -> null));
        engine.processing().start();
        int before = declareDead(engine);

        Eventually.holds(
                () -> engine.state().workerId() != null && engine.state().workerId() != before);

        long id = engine.taskQueue().enqueue(Task.of("work", null)).taskId();
        queue.await(engine, id, TaskStatus.SUCCEEDED);
        assertThat(log.messages(Level.WARN)).anyMatch(line -> line.contains("declared dead as worker " + before));
    }

    @Test
    void learnsOfItsDeathByItsNextClaim() {
        PgQueueEngine engine = queue.engine(handler("work", SELDOM, (payload, context) -> null));
        engine.processing().start();
        Eventually.holds(
                () -> engine.state().lastPollAt() != null && engine.state().listening());
        // again, if its beat was the first to learn of it
        Eventually.passes(() -> {
            int dead = declareDead(engine);
            long id = engine.taskQueue().enqueue(Task.of("work", null)).taskId();

            queue.await(engine, id, TaskStatus.SUCCEEDED);
            assertThat(log.messages(Level.WARN))
                    .anyMatch(line -> line.startsWith("worker " + dead + " is not registered"));
        });
    }

    @Test
    void cannotRecordALateOutcomeOfATaskThatWasRescued() throws Exception {
        List<TaskQueueListener.RescuedTask> rescued = new CopyOnWriteArrayList<>();
        // its only worker is busy for good, so that it claims nothing more
        PgQueueEngine slow = queue.engine(handler("work", SELDOM.withWorkerCount(1), (payload, context) -> {
            begun.countDown();
            awaitUninterruptibly();
            return "late";
        }));
        slow.processing().start();
        long id = slow.taskQueue().enqueue(Task.of("work", null)).taskId();
        Eventually.happens(begun);
        queue.declareSilent(id);
        PgQueueEngine rescuer = queue.engine(
                builder -> builder.listeners(List.of(new TaskQueueListener() {
                    @Override
                    public void onRescued(RescuedTask task) {
                        rescued.add(task);
                    }
                })),
                handler("work", SELDOM, (payload, context) -> "in time"));

        rescuer.processing().start();

        TaskInfo done = queue.await(rescuer, id, TaskStatus.SUCCEEDED);
        assertThat(done.attempt()).isEqualTo(2);
        assertThat(done.errors().get(0).message()).contains("died while it ran this task");
        assertThat(rescued).extracting(TaskQueueListener.RescuedTask::taskId).containsExactly(id);
        assertThat(rescued.get(0).kind()).isEqualTo("work");
        assertThat(rescued.get(0).status()).isEqualTo(TaskStatus.MUST_RETRY);

        mayEnd.countDown();

        Eventually.holds(() -> log.messages(Level.WARN).stream()
                .anyMatch(line -> line.contains("task " + id) && line.contains("its outcome was refused")));
        assertThat(rescuer.taskAdmin().find(id).orElseThrow().result()).isEqualTo("\"in time\"");
    }

    private void awaitUninterruptibly() {
        while (true) {
            try {
                mayEnd.await();
                return;
            } catch (InterruptedException e) {
                // on purpose
            }
        }
    }

    private int declareDead(PgQueueEngine engine) {
        Eventually.holds(() -> engine.state().workerId() != null);
        int worker = engine.state().workerId();
        queue.jdbc().update("update pgqueue.worker set ended_at = now(), ended_as = 'dead' where id = ?", worker);
        return worker;
    }
}
