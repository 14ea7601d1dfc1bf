package io.pgqueue.engine;

import static io.pgqueue.testsupport.TestQueue.handler;
import static org.assertj.core.api.Assertions.assertThat;

import io.pgqueue.KindOptions;
import io.pgqueue.TaskStatus;
import io.pgqueue.testsupport.TestQueue;
import java.time.Duration;
import java.util.concurrent.CountDownLatch;
import org.awaitility.Awaitility;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.springframework.jdbc.core.JdbcTemplate;

/** An instance that would not look for work by itself for an hour, and callers that use the functions in SQL. */
@Tag("database")
class SqlCallersTest {

    private static final KindOptions SELDOM = KindOptions.none().withPollInterval(Duration.ofHours(1));

    private final TestQueue queue = new TestQueue();
    private final CountDownLatch running = new CountDownLatch(1);
    private final CountDownLatch never = new CountDownLatch(1);
    private JdbcTemplate jdbc;
    private PgQueueEngine engine;

    @BeforeEach
    void start() {
        jdbc = queue.jdbc();
        engine = queue.engine(
                handler("mail", SELDOM, (payload, context) -> payload),
                handler("endless", SELDOM, (payload, context) -> {
                    running.countDown();
                    never.await();
                    return null;
                }));
        engine.processing().start();
        Awaitility.await()
                .until(() -> engine.state().listening() && engine.state().lastPollAt() != null);
    }

    @AfterEach
    void close() {
        queue.close();
    }

    @Test
    void aTaskThatIsAddedWithANotificationRunsAtOnce() {
        long id = enqueue("mail");

        assertThat(queue.await(engine, id, TaskStatus.SUCCEEDED).result()).isEqualTo("{\"a\": 1}");
    }

    @Test
    void aRunningTaskThatIsCancelledWithANotificationIsInterrupted() throws InterruptedException {
        long id = enqueue("endless");
        running.await();

        assertThat(jdbc.queryForObject("select pgqueue.cancel_task(?, 'enough', notify => true)", String.class, id))
                .isEqualTo("running");

        assertThat(queue.await(engine, id, TaskStatus.CANCELLED).cancelReason()).isEqualTo("enough");
    }

    @Test
    void aSessionThatWorksTasksIsNoInstance() {
        jdbc.queryForList("select pgqueue.get_task(array['mail']) from pgqueue.enqueue('mail')");

        assertThat(engine.taskAdmin().workers()).hasSize(1);
    }

    private long enqueue(String kind) {
        return jdbc.queryForObject(
                "select task_id from pgqueue.enqueue(?, '{\"a\": 1}', notify => true)", Long.class, kind);
    }
}
