package io.pgqueue.engine;

import static io.pgqueue.testsupport.TestQueue.QUICK;
import static io.pgqueue.testsupport.TestQueue.handler;
import static org.assertj.core.api.Assertions.assertThat;

import io.pgqueue.BatchWork;
import io.pgqueue.Task;
import io.pgqueue.TaskRegistration;
import io.pgqueue.TaskStatus;
import io.pgqueue.testsupport.TestQueue;
import java.util.List;
import java.util.Map;
import java.util.concurrent.CopyOnWriteArrayList;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;
import org.slf4j.MDC;

/** What the MDC of a handler's thread says. */
@Tag("database")
class TaskMdcTest {

    private final TestQueue queue = new TestQueue();
    private final List<Map<String, String>> seen = new CopyOnWriteArrayList<>();

    @AfterEach
    void close() {
        MDC.clear();
        queue.close();
    }

    @ParameterizedTest
    @ValueSource(booleans = {false, true})
    void namesTheTaskAndItsAttempt(boolean transactional) {
        PgQueueEngine engine =
                queue.engine(handler("seen", QUICK.withTransactional(transactional), (payload, context) -> {
                    look();
                    if (context.attempt() == 1) {
                        throw new IllegalStateException("fails");
                    }
                    return null;
                }));
        engine.processing().start();

        long id = engine.taskQueue()
                .enqueue(Task.of("seen", null).withExternalKey("k-1"))
                .taskId();
        queue.await(engine, id, TaskStatus.SUCCEEDED);

        assertThat(seen).containsExactly(mdc(id, "1", "k-1"), mdc(id, "2", "k-1"));
    }

    @Test
    void saysNothingOfAKeyThatIsNotThere() {
        PgQueueEngine engine = queue.engine(handler("seen", QUICK, (payload, context) -> {
            look();
            return null;
        }));

        engine.taskQueue().enqueueAll(List.of(Task.of("seen", null).withExternalKey("k-1"), Task.of("seen", null)));
        engine.inline().runDue(10);

        assertThat(seen).hasSize(2);
        assertThat(seen.get(0)).containsEntry("pgqueue.key", "k-1");
        assertThat(seen.get(1)).doesNotContainKey("pgqueue.key");
    }

    @Test
    void hasTheKindAndTheSizeOfABatch() {
        BatchWork<Object> work = batch -> look();
        PgQueueEngine engine = queue.engine(TaskRegistration.ofBatch("seen", Map.class, QUICK.withBatchSize(10), work));

        engine.taskQueue().enqueueAll(List.of(Task.of("seen", null), Task.of("seen", null)));
        engine.inline().runDue(10);

        assertThat(seen).containsExactly(Map.of("pgqueue.kind", "seen", "pgqueue.batchSize", "2"));
    }

    @Test
    void isAfterwardsAsItWas() {
        PgQueueEngine engine = queue.engine(handler("seen", QUICK, (payload, context) -> {
            look();
            throw new IllegalStateException("fails");
        }));
        engine.taskQueue().enqueue(Task.of("seen", null));
        MDC.put("request", "r-1");
        MDC.put("pgqueue.kind", "outer");

        engine.inline().runDue(1);

        assertThat(seen.get(0)).containsEntry("request", "r-1").containsEntry("pgqueue.kind", "seen");
        assertThat(MDC.getCopyOfContextMap()).isEqualTo(Map.of("request", "r-1", "pgqueue.kind", "outer"));
    }

    private void look() {
        seen.add(Map.copyOf(MDC.getCopyOfContextMap()));
    }

    private static Map<String, String> mdc(long id, String attempt, String key) {
        return Map.of(
                "pgqueue.taskId",
                Long.toString(id),
                "pgqueue.kind",
                "seen",
                "pgqueue.attempt",
                attempt,
                "pgqueue.key",
                key);
    }
}
