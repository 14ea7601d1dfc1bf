package io.pgqueue.engine;

import static io.pgqueue.testsupport.TestQueue.handler;
import static org.assertj.core.api.Assertions.assertThat;

import io.pgqueue.EnqueueResult;
import io.pgqueue.Task;
import io.pgqueue.TaskInfo;
import io.pgqueue.TaskStatus;
import io.pgqueue.testsupport.TestQueue;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.atomic.AtomicInteger;
import org.awaitility.Awaitility;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;

@Tag("database")
class ProcessingTest {

    private final TestQueue queue = new TestQueue();

    @AfterEach
    void close() {
        queue.close();
    }

    @Test
    void runsATaskAndKeepsItsResultWithTheAttempt() {
        PgQueueEngine engine = queue.engine(handler("greet", (payload, context) -> "hello " + payload.get("name")));
        engine.processing().start();

        EnqueueResult added = engine.taskQueue().enqueue(Task.of("greet", Map.of("name", "Ada")));

        TaskInfo done = queue.await(engine, added.taskId(), TaskStatus.SUCCEEDED);
        assertThat(done.result()).isEqualTo("\"hello Ada\"");
        assertThat(done.attempt()).isEqualTo(1);
    }

    @Test
    void runsEachOfThousandsOnce() {
        ConcurrentHashMap<Integer, AtomicInteger> runs = new ConcurrentHashMap<>();
        PgQueueEngine engine = queue.engine(handler("count", (payload, context) -> {
            runs.computeIfAbsent((Integer) payload.get("n"), n -> new AtomicInteger())
                    .incrementAndGet();
            return null;
        }));
        engine.processing().start();
        List<Task> tasks = new ArrayList<>();
        for (int n = 0; n < 20_000; n++) {
            tasks.add(Task.of("count", Map.of("n", n)));
        }

        engine.taskQueue().enqueueAll(tasks);

        Awaitility.await().until(() -> runs.size() == 20_000);
        assertThat(runs.values()).allMatch(count -> count.get() == 1);
        Awaitility.await()
                .until(() -> queue.jdbc().queryForObject("select count(*) from pgqueue.task", Long.class) == 0);
    }

    @Test
    void triesAgainAndKeepsTheErrors() {
        PgQueueEngine engine = queue.engine(handler("flaky", (payload, context) -> {
            if (context.attempt() < 3) {
                throw new IllegalStateException("not yet");
            }
            return context.attempt();
        }));
        engine.processing().start();

        long id = engine.taskQueue().enqueue(Task.of("flaky", null)).taskId();

        TaskInfo done = queue.await(engine, id, TaskStatus.SUCCEEDED);
        assertThat(done.attempt()).isEqualTo(3);
        assertThat(done.errors()).extracting("attempt").containsExactly(1, 2);
        assertThat(done.errors().get(0).message()).isEqualTo("not yet");
        assertThat(done.errors().get(0).type()).isEqualTo(IllegalStateException.class.getName());
    }
}
