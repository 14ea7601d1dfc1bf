package io.pgqueue.engine;

import static io.pgqueue.engine.TestShards.keyOf;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.pgqueue.EnqueueResult;
import io.pgqueue.InvalidTaskException;
import io.pgqueue.OnDuplicate;
import io.pgqueue.ShardMismatchException;
import io.pgqueue.Task;
import io.pgqueue.TaskInfo;
import io.pgqueue.UnknownKindException;
import io.pgqueue.engine.ShardSettings.CrossShardTransactions;
import java.util.ArrayList;
import java.util.List;
import java.util.TreeSet;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;

/** Where tasks are put and found when there are three shards. */
@Tag("database")
class ShardedQueueTest {

    private final TestShards shards = new TestShards();
    private final ShardedEngine engine = shards.engine(TestShards.PLAIN);

    @AfterEach
    void close() {
        shards.close();
    }

    @Test
    void putsATaskIntoTheShardOfItsShardKeyThenOrderingKeyThenExternalKey() {
        String a = keyOf(engine, "a");
        String b = keyOf(engine, "b");
        String c = keyOf(engine, "c");

        assertThat(shardOf(add(plain().withShardKey(a).withOrderingKey(b).withExternalKey(c))))
                .isEqualTo("a");
        assertThat(shardOf(add(plain().withOrderingKey(b).withExternalKey(c)))).isEqualTo("b");
        assertThat(shardOf(add(plain().withExternalKey(c)))).isEqualTo("c");
    }

    @Test
    void takesTurnsWhereThereIsNoKey() {
        TreeSet<String> used = new TreeSet<>();
        for (int i = 0; i < 3; i++) {
            used.add(shardOf(add(plain())));
        }

        assertThat(used).containsExactly("a", "b", "c");
    }

    @Test
    void idsAreUniqueAndNameTheirShard() {
        List<Task> tasks = new ArrayList<>();
        for (int i = 0; i < 300; i++) {
            tasks.add(plain());
        }

        List<Long> ids = engine.taskQueue().enqueueAll(tasks).stream()
                .map(EnqueueResult::taskId)
                .toList();

        assertThat(ids).doesNotHaveDuplicates();
        assertThat(ids)
                .allSatisfy(id -> assertThat(shards.jdbc(shardOf(id))
                                .queryForObject("select count(*) from pgqueue.task where id = ?", Long.class, id))
                        .isEqualTo(1));
        assertThat(TestShards.NAMES)
                .allSatisfy(name -> assertThat(shards.tasks(name)).isEqualTo(100));
    }

    @Test
    void addsABatchInItsOrderThoughItsTasksAreOfSeveralShards() {
        List<Task> tasks = new ArrayList<>();
        for (int i = 0; i < 50; i++) {
            tasks.add(plain().withExternalKey("order-" + i));
        }

        List<EnqueueResult> results = engine.taskQueue().enqueueAll(tasks);

        for (int i = 0; i < 50; i++) {
            TaskInfo found = engine.taskAdmin().find(results.get(i).taskId()).orElseThrow();
            assertThat(found.externalKey()).isEqualTo("order-" + i);
        }
    }

    @Test
    void addsNoneOfABatchWhenOneTaskIsWrongAndSaysWhich() {
        List<Task> tasks = List.of(
                plain().withExternalKey(keyOf(engine, "a")),
                plain().withExternalKey(keyOf(engine, "b")),
                plain().withExternalKey(keyOf(engine, "c")).withPriority(10));

        assertThatThrownBy(() -> engine.taskQueue().enqueueAll(tasks))
                .isInstanceOf(InvalidTaskException.class)
                .hasMessageContaining("task 3 of 3");

        assertThat(TestShards.NAMES)
                .allSatisfy(name -> assertThat(shards.tasks(name)).isZero());
    }

    @Test
    void findsAndCancelsByExternalKeyWhereverTheTaskIs() {
        String key = keyOf(engine, "a");
        long id = add(plain().withExternalKey(key).withShardKey(keyOf(engine, "c", "tenant")));
        assertThat(shardOf(id)).isEqualTo("c");

        assertThat(engine.taskQueue().find("plain", key)).map(TaskInfo::id).hasValue(id);
        assertThat(engine.taskQueue().find("plain", "nobody")).isEmpty();
        assertThat(engine.taskQueue().cancel("plain", key, "no more")).isTrue();
        assertThat(engine.taskQueue().cancel("plain", key, "no more")).isFalse();
        assertThat(engine.taskQueue().cancel("plain", "nobody", "no more")).isFalse();
        assertThatThrownBy(() -> engine.taskQueue().find("unheard", key)).isInstanceOf(UnknownKindException.class);
    }

    @Test
    void answersWithTheTaskThatHoldsTheKey() {
        long first = add(plain().withExternalKey("once"));

        EnqueueResult second = engine.taskQueue().enqueue(plain().withExternalKey("once"));

        assertThat(second).isEqualTo(new EnqueueResult(first, EnqueueResult.Outcome.DUPLICATE));
    }

    @Test
    void joinsTheTransactionOfItsShard() {
        String key = keyOf(engine, "b");
        shards.transaction("b").executeWithoutResult(status -> {
            add(plain().withExternalKey(key));
            add(plain()); // without a key it goes where the transaction is
            assertThat(engine.shardOfTransaction()).map(QueueShard::name).hasValue("b");
            assertThat(shards.tasks("b")).isZero();
            status.setRollbackOnly();
        });
        assertThat(shards.tasks("b")).isZero();
        assertThat(engine.shardOfTransaction()).isEmpty();

        shards.transaction("b").executeWithoutResult(status -> {
            add(plain().withExternalKey(key));
            add(plain());
        });
        assertThat(shards.tasks("b")).isEqualTo(2);
    }

    @Test
    void refusesATaskOfAnotherShardInATransaction() {
        String foreign = keyOf(engine, "a");
        shards.transaction("b").executeWithoutResult(status -> {
            assertThatThrownBy(() -> add(plain().withShardKey(foreign)))
                    .isInstanceOfSatisfying(ShardMismatchException.class, e -> {
                        assertThat(e.taskShard()).isEqualTo("a");
                        assertThat(e.transactionShard()).isEqualTo("b");
                    })
                    .hasMessageContaining("shard key '" + foreign + "'")
                    .hasMessageContaining("pgqueue.sharding.cross-shard-transactions");
            add(plain()); // the transaction is as it was
        });

        assertThat(shards.tasks("a")).isZero();
        assertThat(shards.tasks("b")).isEqualTo(1);
    }

    @Test
    void refusesAWholeBatchInATransactionForOneTaskOfAnotherShard() {
        List<Task> tasks = List.of(plain(), plain().withExternalKey(keyOf(engine, "c")));

        shards.transaction("b")
                .executeWithoutResult(
                        status -> assertThatThrownBy(() -> engine.taskQueue().enqueueAll(tasks))
                                .isInstanceOf(ShardMismatchException.class));

        assertThat(TestShards.NAMES)
                .allSatisfy(name -> assertThat(shards.tasks(name)).isZero());
    }

    @Test
    void addsATaskOfAnotherShardByItselfWhereThatIsAllowed() {
        ShardedEngine allowing = shards.engineOf(
                TestShards.NAMES,
                ShardSettings.standard().withCrossShardTransactions(CrossShardTransactions.ALLOW),
                TestShards.PLAIN);
        String foreign = keyOf(allowing, "a");

        shards.transaction("b").executeWithoutResult(status -> {
            allowing.taskQueue().enqueueAll(List.of(plain().withExternalKey(foreign), plain()));
            status.setRollbackOnly();
        });

        assertThat(shards.tasks("a")).isEqualTo(1);
        assertThat(shards.tasks("b")).isZero();
    }

    @Test
    void leavesWhatIsEnqueuedWhereItIsWhenAShardIsAdded() {
        ShardedEngine two = shards.engineOf(List.of("a", "b"), ShardSettings.standard(), TestShards.PLAIN);
        List<Task> tasks = new ArrayList<>();
        for (int i = 0; i < 200; i++) {
            tasks.add(plain().withExternalKey("order-" + i));
        }
        List<EnqueueResult> before = two.taskQueue().enqueueAll(tasks);
        assertThat(shards.tasks("c")).isZero();

        int moved = 0;
        for (int i = 0; i < 200; i++) {
            moved += engine.shardOfKey("order-" + i).name().equals("c") ? 1 : 0;
            assertThat(engine.taskQueue().find("plain", "order-" + i))
                    .map(TaskInfo::id)
                    .hasValue(before.get(i).taskId());
        }
        assertThat(moved).isBetween(30, 110);
    }

    @Test
    void addsAKeyAgainAfterAShardWasAddedUnlessItLooksInTheShardOfBefore() {
        ShardedEngine two = shards.engineOf(List.of("a", "b"), ShardSettings.standard(), TestShards.PLAIN);
        String key = keyOf(engine, "c"); // the new shard's, and held by one of the others
        long before = two.taskQueue().enqueue(plain().withExternalKey(key)).taskId();
        ShardedEngine looking = shards.engine(
                List.of(
                        shards.definition("a"),
                        shards.definition("b"),
                        shards.definition("c").withAdded(true)),
                ShardSettings.standard(),
                TestShards.PLAIN);

        EnqueueResult looked = looking.taskQueue().enqueue(plain().withExternalKey(key));
        EnqueueResult replaced = looking.taskQueue()
                .enqueue(plain().withExternalKey(key).withPriority(1).onDuplicate(OnDuplicate.REPLACE_WAITING));
        List<EnqueueResult> batch = looking.taskQueue().enqueueAll(List.of(plain(), plain().withExternalKey(key)));
        EnqueueResult again = engine.taskQueue().enqueue(plain().withExternalKey(key));

        assertThat(looked).isEqualTo(new EnqueueResult(before, EnqueueResult.Outcome.DUPLICATE));
        assertThat(replaced).isEqualTo(new EnqueueResult(before, EnqueueResult.Outcome.REPLACED));
        assertThat(batch.get(1)).isEqualTo(looked);
        assertThat(again.added()).isTrue();
        assertThat(shardOf(again.taskId())).isEqualTo("c");
    }

    @Test
    void twoSchemasOfOneDatabaseAreTwoShardsWhoseTransactionsAreOne() {
        shards.install("a", "second");
        ShardedEngine two = shards.engine(
                List.of(
                        ShardDefinition.of("one", 0, TestShards.builder(shards.dataSource("a"), "pgqueue")),
                        ShardDefinition.of("two", 40, TestShards.builder(shards.dataSource("a"), "second"))),
                ShardSettings.standard(),
                TestShards.PLAIN);
        String one = keyOf(two, "one");
        String second = keyOf(two, "two");

        shards.transaction("a").executeWithoutResult(status -> {
            two.taskQueue().enqueue(plain().withExternalKey(one));
            two.taskQueue().enqueue(plain().withExternalKey(second));
            status.setRollbackOnly();
        });
        assertThat(two.taskQueue().find("plain", second)).isEmpty();

        long id = two.taskQueue().enqueue(plain().withExternalKey(second)).taskId();
        assertThat(id).isGreaterThan(1L << 53);
        assertThat(two.taskAdmin().find(id)).map(TaskInfo::externalKey).hasValue(second);
    }

    private long add(Task task) {
        return engine.taskQueue().enqueue(task).taskId();
    }

    private String shardOf(long id) {
        return engine.shardOfTask(id).orElseThrow().name();
    }

    private static Task plain() {
        return Task.of("plain", null);
    }
}
