package io.pgqueue.engine;

import static io.pgqueue.engine.TestShards.keyOf;
import static io.pgqueue.testsupport.TestQueue.QUICK;
import static io.pgqueue.testsupport.TestQueue.handler;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.pgqueue.KindLimits;
import io.pgqueue.KindOptions;
import io.pgqueue.ShardMismatchException;
import io.pgqueue.Task;
import io.pgqueue.TaskAdmin.KindInfo;
import io.pgqueue.TaskInfo;
import io.pgqueue.TaskStatus;
import io.pgqueue.UnknownKindException;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.atomic.AtomicReference;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.springframework.transaction.support.TransactionSynchronizationManager;

/** Working on three shards, and operating them. */
@Tag("database")
class ShardedOperationTest {

    private final TestShards shards = new TestShards();

    @AfterEach
    void close() {
        shards.close();
    }

    @Test
    void aBacklogInOneShardTakesNoWorkerFromTheOthers() throws Exception {
        CountDownLatch mayEnd = new CountDownLatch(1);
        CountDownLatch othersRan = new CountDownLatch(2);
        AtomicReference<ShardedEngine> own = new AtomicReference<>();
        ShardedEngine engine = shards.engine(handler("busy", QUICK, (payload, context) -> {
            if (own.get().shardOfTask(context.taskId()).orElseThrow().name().equals("a")) {
                mayEnd.await();
            } else {
                othersRan.countDown();
            }
            return null;
        }));
        own.set(engine);
        List<Task> backlog = new ArrayList<>();
        for (int i = 0; i < 1_000; i++) {
            backlog.add(Task.of("busy", null).withShardKey(keyOf(engine, "a")));
        }
        engine.taskQueue().enqueueAll(backlog);
        engine.processing().start();
        Eventually.holds(() -> engine.shard("a").engine().state().kinds().get(0).busy() == 4);

        engine.taskQueue()
                .enqueueAll(List.of(
                        Task.of("busy", null).withShardKey(keyOf(engine, "b")),
                        Task.of("busy", null).withShardKey(keyOf(engine, "c"))));

        Eventually.happens(othersRan);
        mayEnd.countDown();
        assertThat(engine.processing().isRunning()).isTrue();
        engine.processing().stop(Duration.ofSeconds(20));
        assertThat(engine.processing().isRunning()).isFalse();
        assertThat(engine.processing().awaitStop(Duration.ofMillis(500))).isTrue();
        assertThat(engine.shards())
                .allSatisfy(
                        shard -> assertThat(shard.engine().state().running()).isFalse());
    }

    @Test
    void runsATransactionalHandlerInATransactionOfTheTasksShard() {
        ShardedEngine engine = shards.engine(handler(
                "transactional",
                QUICK.withTransactional(true),
                (payload, context) -> TestShards.NAMES.stream()
                        .filter(name -> TransactionSynchronizationManager.hasResource(shards.dataSource(name)))
                        .toList()));
        engine.processing().start();

        for (String name : TestShards.NAMES) {
            long id = engine.taskQueue()
                    .enqueue(Task.of("transactional", null).withShardKey(keyOf(engine, name)))
                    .taskId();
            assertThat(TestShards.await(engine, id, TaskStatus.SUCCEEDED).result())
                    .isEqualTo("[\"" + name + "\"]");
        }
    }

    @Test
    void addsAFollowUpInTheShardOfItsTaskAndRefusesThatOfAnother() {
        AtomicReference<ShardedEngine> own = new AtomicReference<>();
        List<Throwable> refusals = new ArrayList<>();
        ShardedEngine engine = shards.engine(
                handler("first", QUICK, (payload, context) -> {
                    try {
                        context.enqueue(Task.of("second", null).withExternalKey(keyOf(own.get(), "c")));
                    } catch (ShardMismatchException e) {
                        refusals.add(e);
                    }
                    context.enqueue(Task.of("second", null));
                    return null;
                }),
                handler("second", QUICK, (payload, context) -> null));
        own.set(engine);
        engine.processing().start();

        long id = engine.taskQueue()
                .enqueue(Task.of("first", null).withShardKey(keyOf(engine, "b")))
                .taskId();

        TestShards.await(engine, id, TaskStatus.SUCCEEDED);
        assertThat(refusals).hasSize(1);
        Eventually.holds(() -> shards.tasks("b") == 2);
        assertThat(shards.tasks("c")).isZero();
    }

    @Test
    void operatesATaskInTheShardThatItsIdNames() {
        ShardedEngine engine = shards.engine(TestShards.PLAIN);
        long id = TestShards.add(engine, "c");

        assertThat(engine.taskAdmin().find(id)).map(TaskInfo::id).hasValue(id);
        assertThat(engine.taskAdmin().runNow(id)).isTrue();
        assertThat(engine.taskAdmin().retry(id, 1)).isFalse();
        assertThat(engine.taskAdmin().cancel(id, "no more")).isTrue();
        assertThat(engine.taskAdmin().transitions(id)).isEmpty();
        long nowhere = (9L << 48) + 1;
        assertThat(engine.taskAdmin().find(nowhere)).isEmpty();
        assertThat(engine.taskAdmin().cancel(nowhere, "no more")).isFalse();
        assertThat(engine.taskAdmin().transitions(nowhere)).isEmpty();
        assertThat(engine.taskAdmin().find(-1)).isEmpty();
    }

    @Test
    void operatesAKindInAllShards() {
        ShardedEngine engine = shards.engine(TestShards.PLAIN);

        assertThat(engine.taskAdmin().pause("plain")).isTrue();
        assertThat(engine.taskAdmin().pause("plain")).isFalse();
        assertThat(engine.shards())
                .allSatisfy(shard -> assertThat(
                                shard.engine().taskAdmin().kinds().get(0).pausedAt())
                        .isNotNull());
        assertThat(engine.taskAdmin().kinds())
                .hasSize(1)
                .first()
                .extracting(KindInfo::pausedAt)
                .isNotNull();
        assertThat(engine.taskAdmin().resume("plain")).isTrue();

        engine.taskAdmin().setLimits("plain", KindLimits.none().withMaxRunning(3));
        assertThat(engine.taskAdmin().limits("plain").maxRunning()).isEqualTo(3);
        assertThat(engine.shard("c").engine().taskAdmin().limits("plain").maxRunning())
                .isEqualTo(3);
        assertThat(engine.taskAdmin().resetLimits("plain")).isTrue();

        assertThatThrownBy(() -> engine.taskAdmin().pause("unheard")).isInstanceOf(UnknownKindException.class);
    }

    @Test
    void retriesAsManyAsAreWantedOverAllShards() {
        ShardedEngine engine =
                shards.engine(handler("failing", KindOptions.none().withMaxAttempts(1), (payload, context) -> {
                    throw new IllegalStateException("it broke");
                }));
        for (String name : TestShards.NAMES) {
            for (int i = 0; i < 2; i++) {
                engine.taskQueue().enqueue(Task.of("failing", null).withShardKey(keyOf(engine, name)));
            }
        }
        assertThat(engine.inline().runDue(100)).isEqualTo(6);

        assertThat(engine.taskAdmin().retry("failing", 1, 3)).isEqualTo(3);
        assertThat(engine.taskAdmin().retry("failing", 1, 100)).isEqualTo(3);
        assertThatThrownBy(() -> engine.taskAdmin().retry("failing", 1, 0))
                .isInstanceOf(IllegalArgumentException.class);
    }

    @Test
    void addsUpTheCountsOfAllShards() {
        ShardedEngine engine = shards.engine(TestShards.PLAIN);
        TestShards.add(engine, "a");
        TestShards.add(engine, "b");
        TestShards.add(engine, "b");
        TestShards.NAMES.forEach(name -> shards.jdbc(name).queryForList("select pgqueue.sample_counts('0 s')"));

        Eventually.holds(() -> engine.taskAdmin().kinds().get(0).count(TaskStatus.NEW) == 3);
        engine.processing().start();
        Eventually.holds(() -> engine.taskAdmin().workers().size() == 3);
    }
}
