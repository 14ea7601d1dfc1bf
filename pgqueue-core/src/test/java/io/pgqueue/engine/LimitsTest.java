package io.pgqueue.engine;

import static io.pgqueue.testsupport.TestQueue.QUICK;
import static io.pgqueue.testsupport.TestQueue.handler;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.awaitility.Awaitility.await;

import io.pgqueue.InvalidTaskException;
import io.pgqueue.KindLimits;
import io.pgqueue.KindOptions;
import io.pgqueue.Task;
import io.pgqueue.TaskRegistration;
import io.pgqueue.TaskStatus;
import io.pgqueue.testsupport.TestQueue;
import java.time.Duration;
import java.util.Collections;
import java.util.List;
import java.util.Map;
import java.util.concurrent.Semaphore;
import java.util.concurrent.atomic.AtomicInteger;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;

/** Limits through the engine: nobody polls within the time of a test, so that whatever waits has to be told. */
@Tag("database")
class LimitsTest {

    private static final KindOptions SELDOM =
            QUICK.withPollInterval(Duration.ofHours(1)).withWorkerCount(8);

    private final TestQueue queue = new TestQueue();
    private final AtomicInteger running = new AtomicInteger();
    private final AtomicInteger most = new AtomicInteger();
    private final Semaphore gate = new Semaphore(0);

    @AfterEach
    void close() {
        gate.release(100_000);
        queue.close();
    }

    @Test
    void aFreedSlotLetsTheNextTaskBeginOnAnyInstance() {
        PgQueueEngine here = queue.engine(work(KindLimits.none().withMaxRunning(2)));
        PgQueueEngine there = queue.engine(work(KindLimits.none().withMaxRunning(2)));
        here.processing().start();
        there.processing().start();
        here.taskQueue().enqueueAll(Collections.nCopies(200, Task.of("work", null)));
        awaitRunning(2);

        gate.release(200);

        awaitAllDone(200);
        assertThat(most).hasValue(2);
    }

    @Test
    void aFreedSlotLetsATaskBeginOnAnInstanceThatHeldNone() {
        PgQueueEngine here = queue.engine(work(KindLimits.none().withMaxRunning(1)));
        here.processing().start();
        here.taskQueue().enqueue(Task.of("work", null));
        awaitRunning(1);
        here.taskAdmin().pause("work");
        PgQueueEngine there = queue.engine(work(KindLimits.none().withMaxRunning(1)));
        there.processing().start();
        there.taskAdmin().resume("work");
        there.taskQueue().enqueue(Task.of("work", null));

        gate.release(2);

        awaitAllDone(2);
    }

    @Test
    void whatAPeriodDoesNotAdmitBeginsWhenItIsOver() {
        PgQueueEngine engine = queue.engine(work(KindLimits.none().withMaxStarted(10, Duration.ofMillis(300))));
        gate.release(1_000);
        engine.processing().start();
        engine.taskQueue().enqueueAll(Collections.nCopies(35, Task.of("work", null)));

        awaitAllDone(35);

        assertThat(queue.jdbc()
                        .queryForObject(
                                "select max(n) from (select (select count(*) from pgqueue.closed_task o where"
                                        + " o.claimed_at <= c.claimed_at and o.claimed_at > c.claimed_at - interval '300 ms')"
                                        + " as n from pgqueue.closed_task c) s",
                                Integer.class))
                .as("eight workers begin at once")
                .isBetween(8, 10);
    }

    @Test
    void aTenantWithManyTasksDoesNotDelayAnother() {
        PgQueueEngine engine =
                queue.engine(work(KindLimits.none().withMaxRunning(4).withMaxRunningPerPartition(2)));
        List<Task> many = Collections.nCopies(1_000, Task.of("work", null).withPartitionKey("large"));
        for (int i = 0; i < 100; i++) {
            engine.taskQueue().enqueueAll(many);
        }
        engine.processing().start();
        awaitRunning(2);

        long small = engine.taskQueue()
                .enqueue(Task.of("work", null).withPartitionKey("small"))
                .taskId();
        long none = engine.taskQueue().enqueue(Task.of("work", null)).taskId();

        awaitRunning(4);
        assertThat(engine.taskAdmin().find(small).orElseThrow().status()).isEqualTo(TaskStatus.RUNNING);
        assertThat(engine.taskAdmin().find(none).orElseThrow().status()).isEqualTo(TaskStatus.RUNNING);
        assertThat(most).hasValue(4);
    }

    @Test
    void aTaskSaysWhichPartitionItBelongsToAndStillDoesWhenItIsClosed() {
        PgQueueEngine engine = queue.engine(work(KindLimits.none().withMaxRunningPerPartition(1)));
        long own = engine.taskQueue()
                .enqueue(Task.of("work", null).withPartitionKey("ada"))
                .taskId();
        long none = engine.taskQueue().enqueue(Task.of("work", null)).taskId();
        assertThat(engine.taskAdmin().find(own).orElseThrow().partitionKey()).isEqualTo("ada");
        assertThat(engine.taskAdmin().find(none).orElseThrow().partitionKey()).isNull();

        gate.release(2);
        engine.processing().start();

        assertThat(queue.await(engine, own, TaskStatus.SUCCEEDED).partitionKey())
                .isEqualTo("ada");
        assertThat(queue.await(engine, none, TaskStatus.SUCCEEDED).partitionKey())
                .isNull();
    }

    @Test
    void limitsAreSetAtRunTimeAndReset() {
        PgQueueEngine engine = queue.engine(work(KindLimits.none().withMaxRunning(2)));
        KindLimits declared = KindLimits.none().withMaxRunning(2);
        engine.processing().start();
        engine.taskQueue().enqueueAll(Collections.nCopies(20, Task.of("work", null)));
        awaitRunning(2);
        assertThat(engine.taskAdmin().limits("work")).isEqualTo(declared);

        KindLimits wider = KindLimits.none()
                .withMaxRunning(5)
                .withMaxStarted(9, Duration.ofHours(1))
                .withMaxRunningPerPartition(7)
                .withMaxStartedPerPartition(8, Duration.ofMillis(1_500));
        engine.taskAdmin().setLimits("work", wider);
        awaitRunning(5);
        assertThat(engine.taskAdmin().limits("work")).isEqualTo(wider);
        queue.engine(work(declared));
        assertThat(engine.taskAdmin().limits("work"))
                .as("a start changes nothing of it")
                .isEqualTo(wider);

        engine.taskAdmin().setLimits("work", KindLimits.none());
        awaitRunning(8);
        assertThat(engine.taskAdmin().limits("work")).isEqualTo(KindLimits.none());

        assertThat(engine.taskAdmin().resetLimits("work")).isTrue();
        assertThat(engine.taskAdmin().resetLimits("work")).isFalse();
        assertThat(engine.taskAdmin().limits("work")).isEqualTo(declared);
    }

    @Test
    void settingsBeatTheHandlerLimitByLimit() {
        KindLimits handlers = KindLimits.none().withMaxRunning(2).withMaxRunningPerPartition(1);
        PgQueueEngine engine = queue.engine(
                builder -> builder.settings(EngineSettings.standard()
                        .withKinds(Map.of(
                                "work",
                                KindOptions.none().withLimits(KindLimits.none().withMaxRunning(3))))),
                work(handlers));

        assertThat(engine.taskAdmin().limits("work"))
                .isEqualTo(KindLimits.none().withMaxRunning(3).withMaxRunningPerPartition(1));
    }

    @Test
    void aTransactionalHandlerFreesItsSlotWithItsCommit() {
        KindOptions options =
                SELDOM.withTransactional(true).withLimits(KindLimits.none().withMaxRunning(1));
        PgQueueEngine engine = queue.engine(handler("work", options, (payload, context) -> null));
        engine.processing().start();
        engine.taskQueue().enqueueAll(Collections.nCopies(20, Task.of("work", null)));

        awaitAllDone(20);
    }

    @Test
    void nothingIsClaimedAheadOfFreeWorkers() {
        PgQueueEngine engine = queue.engine(work(KindLimits.none().withMaxRunning(100)));
        engine.processing().start();
        gate.release(500);
        engine.taskQueue().enqueueAll(Collections.nCopies(500, Task.of("work", null)));
        awaitAllDone(500);
        engine.taskQueue().enqueueAll(Collections.nCopies(500, Task.of("work", null)));
        awaitRunning(8);

        assertThat(queue.jdbc().queryForObject("select count(*) from pgqueue.limit_slot", Integer.class))
                .isEqualTo(8);
    }

    @Test
    void refusesWhatIsOutOfBounds() {
        assertThatThrownBy(() -> KindLimits.none().withMaxRunning(0)).hasMessageContaining("must be 1 to 1,000,000");
        assertThatThrownBy(() -> KindLimits.none().withMaxStarted(1, Duration.ZERO))
                .hasMessageContaining("must be 1 ms to 365 days");
        PgQueueEngine engine = queue.engine(work(KindLimits.none()));
        assertThatThrownBy(
                        () -> engine.taskQueue().enqueue(Task.of("work", null).withPartitionKey("")))
                .isInstanceOf(InvalidTaskException.class)
                .hasMessageContaining("partitionKey is ''");
    }

    private TaskRegistration work(KindLimits limits) {
        return handler("work", SELDOM.withLimits(limits), (payload, context) -> {
            most.accumulateAndGet(running.incrementAndGet(), Math::max);
            try {
                gate.acquire();
            } finally {
                running.decrementAndGet();
            }
            return null;
        });
    }

    private void awaitRunning(int count) {
        await().atMost(Duration.ofSeconds(60))
                .pollInterval(Duration.ofMillis(10))
                .until(() -> running.get() == count);
    }

    private void awaitAllDone(int count) {
        await().atMost(Duration.ofSeconds(60))
                .pollInterval(Duration.ofMillis(10))
                .until(() -> queue.jdbc()
                                .queryForObject(
                                        "select count(*) from pgqueue.closed_task where status = 3", Integer.class)
                        == count);
    }
}
