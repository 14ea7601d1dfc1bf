package io.pgqueue.engine;

import static io.pgqueue.testsupport.TestQueue.QUICK;
import static io.pgqueue.testsupport.TestQueue.handler;
import static org.assertj.core.api.Assertions.assertThat;

import io.pgqueue.BulkResult;
import io.pgqueue.Task;
import io.pgqueue.TaskAdmin;
import io.pgqueue.TaskCount;
import io.pgqueue.TaskFilter;
import io.pgqueue.TaskPage;
import io.pgqueue.TaskStatus;
import io.pgqueue.testsupport.TestQueue;
import java.net.SocketTimeoutException;
import java.util.Map;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;

/** The examples of docs/operations.md that find and change tasks, which are parts of this file. */
@Tag("database")
class ControlExamplesTest {

    private final TestQueue queue = new TestQueue();
    private final PgQueueEngine engine =
            queue.engine(handler("send-confirmation", QUICK.withMaxAttempts(1), (payload, context) -> {
                throw new SocketTimeoutException("Read timed out");
            }));
    private final TaskAdmin admin = engine.taskAdmin();

    @AfterEach
    void close() {
        queue.close();
    }

    @Test
    void findAndRetryWhatHasFailed() {
        engine.processing().start();
        long id = engine.taskQueue()
                .enqueue(Task.of("send-confirmation", Map.of()))
                .taskId();
        queue.await(engine, id, TaskStatus.NO_ATTEMPTS_LEFT);
        int done = 0;

        TaskFilter failed = TaskFilter.all()
                .withKind("send-confirmation")
                .withStatus(TaskStatus.NO_ATTEMPTS_LEFT)
                .withErrorType("SocketTimeoutException");
        TaskPage page = admin.find(failed, null, 100);
        TaskCount many = admin.count(failed, 10_000);
        String cursor = null;
        do {
            BulkResult result = admin.retryAll(failed, 3, cursor, 10_000);
            done += result.done();
            cursor = result.next();
        } while (cursor != null);

        assertThat(page.tasks())
                .singleElement()
                .satisfies(task -> assertThat(task.id()).isEqualTo(id));
        assertThat(many).isEqualTo(new TaskCount(1, true));
        assertThat(done).isOne();
    }
}
