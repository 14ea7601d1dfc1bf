package io.pgqueue.engine;

import static io.pgqueue.testsupport.TestQueue.QUICK;
import static io.pgqueue.testsupport.TestQueue.handler;
import static org.assertj.core.api.Assertions.assertThat;

import io.pgqueue.EnqueueResult;
import io.pgqueue.Task;
import io.pgqueue.TaskStatus;
import io.pgqueue.testsupport.TestQueue;
import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import java.util.Map;
import java.util.concurrent.atomic.AtomicInteger;
import org.awaitility.Awaitility;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** What a task that fails means for those behind it with the same ordering key. */
@Tag("database")
class OrderingFailureTest {

    private final TestQueue queue = new TestQueue();

    @AfterEach
    void close() {
        queue.close();
    }

    @ParameterizedTest
    @ValueSource(ints = {0, 1})
    void aTaskWithoutAttemptsLeftBlocksItsKeyUntilItIsCancelled(int failing) {
        List<Object> ran = Collections.synchronizedList(new ArrayList<>());
        PgQueueEngine engine = queue.engine(handler("pay", QUICK.withMaxAttempts(1), (payload, context) -> {
            if (payload.get("n").equals(failing) && context.orderingKey().equals("blocked")) {
                throw new IllegalStateException("declined");
            }
            return ran.add(context.orderingKey() + payload.get("n"));
        }));
        List<EnqueueResult> added = engine.taskQueue()
                .enqueueAll(List.of(
                        task("blocked", 0), task("blocked", 1), task("blocked", 2), task("free", 0), task("free", 1)));
        engine.processing().start();

        queue.await(engine, added.get(failing).taskId(), TaskStatus.NO_ATTEMPTS_LEFT);
        queue.await(engine, added.get(4).taskId(), TaskStatus.SUCCEEDED);
        assertThat(ran).doesNotContain("blocked1", "blocked2").contains("free0", "free1");
        // what comes later waits as well
        EnqueueResult later = engine.taskQueue().enqueue(task("blocked", 3));
        Awaitility.await()
                .until(() -> queue.jdbc()
                        .queryForObject("select min(available_at) = 'infinity' from pgqueue.task", Boolean.class));

        engine.taskAdmin().cancel(added.get(failing).taskId(), "settled by hand");
        queue.await(engine, later.taskId(), TaskStatus.SUCCEEDED);
        assertThat(ran).endsWith("blocked2", "blocked3");
    }

    @Test
    void aRetryOfWhatBlocksAKeyRunsBeforeThoseBehindIt() {
        AtomicInteger failures = new AtomicInteger(1);
        List<Object> ran = Collections.synchronizedList(new ArrayList<>());
        PgQueueEngine engine = queue.engine(handler("pay", QUICK.withMaxAttempts(1), (payload, context) -> {
            if (failures.getAndDecrement() > 0) {
                throw new IllegalStateException("declined");
            }
            return ran.add(payload.get("n"));
        }));
        List<EnqueueResult> added = engine.taskQueue().enqueueAll(List.of(task("a", 0), task("a", 1)));
        engine.processing().start();
        queue.await(engine, added.get(0).taskId(), TaskStatus.NO_ATTEMPTS_LEFT);

        engine.taskAdmin().retry(added.get(0).taskId(), 1);

        queue.await(engine, added.get(1).taskId(), TaskStatus.SUCCEEDED);
        assertThat(ran).containsExactly(0, 1);
    }

    @Test
    void whereTheKindSaysSoATaskWithoutAttemptsLeftIsSkipped() {
        PgQueueEngine engine =
                queue.engine(handler("pay", QUICK.withMaxAttempts(1).withSkipExhausted(true), (payload, context) -> {
                    if (payload.get("n").equals(0)) {
                        throw new IllegalStateException("declined");
                    }
                    return null;
                }));
        List<EnqueueResult> added = engine.taskQueue().enqueueAll(List.of(task("a", 0), task("a", 1)));
        engine.processing().start();

        queue.await(engine, added.get(1).taskId(), TaskStatus.SUCCEEDED);
        queue.await(engine, added.get(0).taskId(), TaskStatus.NO_ATTEMPTS_LEFT);
    }

    @Test
    void givesBackWhatWasClaimedBehindATaskThatFails() {
        AtomicInteger failures = new AtomicInteger(1);
        List<String> ran = Collections.synchronizedList(new ArrayList<>());
        PgQueueEngine engine = queue.engine(handler("pay", (payload, context) -> {
            ran.add(payload.get("n") + "." + context.attempt());
            if (payload.get("n").equals(1) && failures.getAndDecrement() > 0) {
                throw new IllegalStateException("declined");
            }
            return null;
        }));
        List<EnqueueResult> added =
                engine.taskQueue().enqueueAll(List.of(task("a", 0), task("a", 1), task("a", 2), task("a", 3)));
        engine.processing().start();

        queue.await(engine, added.get(3).taskId(), TaskStatus.SUCCEEDED);
        assertThat(ran).containsExactly("0.1", "1.1", "1.2", "2.1", "3.1");
    }

    private static Task task(String key, int n) {
        return Task.of("pay", Map.of("n", n)).withOrderingKey(key);
    }
}
