package io.pgqueue.engine;

import static io.pgqueue.testsupport.TestQueue.QUICK;
import static io.pgqueue.testsupport.TestQueue.handler;
import static org.assertj.core.api.Assertions.assertThat;

import io.pgqueue.Again;
import io.pgqueue.BatchItem;
import io.pgqueue.BatchWork;
import io.pgqueue.KindLimits;
import io.pgqueue.KindOptions;
import io.pgqueue.Task;
import io.pgqueue.TaskContext;
import io.pgqueue.TaskRegistration;
import io.pgqueue.testsupport.TestQueue;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import java.util.Map;
import java.util.concurrent.ConcurrentHashMap;
import java.util.function.Function;
import java.util.stream.IntStream;
import org.awaitility.Awaitility;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** Ordering keys together with batches, limits and 'again', on two instances, and some tasks fail once. */
@Tag("database")
class OrderingTogetherTest {

    private static final int KEYS = 10;
    private static final int EACH = 15;
    private static final int FAILS_ONE_IN = 6;

    private final TestQueue queue = new TestQueue();
    private final Map<String, List<Integer>> done = new ConcurrentHashMap<>();

    @AfterEach
    void close() {
        queue.close();
    }

    @ParameterizedTest
    @ValueSource(booleans = {false, true})
    void aBatchHasOneTaskOfAKeyAtATime(boolean transactional) {
        List<String> twice = Collections.synchronizedList(new ArrayList<>());

        run(
                options().withTransactional(transactional).withBatchSize(8),
                options -> batch(options, batch -> {
                    List<String> keys = new ArrayList<>();
                    for (BatchItem<Map<String, Object>> item : batch) {
                        keys.add(item.context().orderingKey());
                        if (isToFail(item.payload(), item.context())) {
                            item.failed(new IllegalStateException("declined"));
                        } else {
                            note(item.payload(), item.context());
                        }
                    }
                    if (keys.stream().distinct().count() < keys.size()) {
                        twice.addAll(keys);
                    }
                }));

        assertThat(twice).isEmpty();
        assertEachKeyWasInOrder();
    }

    @ParameterizedTest
    @ValueSource(booleans = {false, true})
    void limitsAndOrderBothHold(boolean partitions) {
        KindLimits limits = KindLimits.none().withMaxRunning(3);

        run(
                options().withLimits(partitions ? limits.withMaxRunningPerPartition(2) : limits),
                options -> handler("pay", options, (payload, context) -> {
                    assertThat(queue.jdbc().queryForObject("select count(*) from pgqueue.limit_slot", Integer.class))
                            .isLessThanOrEqualTo(3);
                    if (isToFail(payload, context)) {
                        throw new IllegalStateException("declined");
                    }
                    return note(payload, context);
                }));

        assertEachKeyWasInOrder();
    }

    @Test
    void aTaskThatIsToRunAgainKeepsItsPlace() {
        Map<String, Integer> runs = new ConcurrentHashMap<>();

        run(
                options(),
                options -> handler(
                        "pay",
                        options,
                        (payload, context) -> runs.merge(context.orderingKey() + payload.get("n"), 1, Integer::sum) < 3
                                ? Again.after(Duration.ofMillis(1))
                                : note(payload, context)));

        assertEachKeyWasInOrder();
    }

    private void run(KindOptions options, Function<KindOptions, TaskRegistration> registration) {
        List<PgQueueEngine> engines =
                List.of(queue.engine(registration.apply(options)), queue.engine(registration.apply(options)));
        engines.forEach(engine -> engine.processing().start());
        for (int n = 0; n < EACH; n++) {
            List<Task> tasks = new ArrayList<>();
            for (int key = 0; key < KEYS; key++) {
                tasks.add(Task.of("pay", Map.of("n", n))
                        .withOrderingKey("key-" + key)
                        .withPartitionKey("tenant-" + key % 2));
            }
            engines.get(n % 2).taskQueue().enqueueAll(tasks);
        }
        Awaitility.await()
                .atMost(Duration.ofSeconds(60))
                .until(() -> queue.jdbc()
                                .queryForObject(
                                        "select (select count(*) from pgqueue.task) + (select count(*) from pgqueue.lane)",
                                        Integer.class)
                        == 0);
    }

    private static KindOptions options() {
        return QUICK.withWorkerCount(4);
    }

    private static TaskRegistration batch(KindOptions options, BatchWork<Map<String, Object>> work) {
        return TaskRegistration.ofBatch("pay", Map.class, options, work);
    }

    private static boolean isToFail(Map<?, ?> payload, TaskContext context) {
        return context.attempt() == 1 && (int) payload.get("n") % FAILS_ONE_IN == 0;
    }

    private boolean note(Map<?, ?> payload, TaskContext context) {
        return done.computeIfAbsent(context.orderingKey(), key -> Collections.synchronizedList(new ArrayList<>()))
                .add((Integer) payload.get("n"));
    }

    private void assertEachKeyWasInOrder() {
        assertThat(done).hasSize(KEYS);
        assertThat(done.values())
                .allSatisfy(numbers -> assertThat(numbers)
                        .isEqualTo(IntStream.range(0, EACH).boxed().toList()));
    }
}
