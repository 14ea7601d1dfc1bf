package io.pgqueue.engine;

import static io.pgqueue.testsupport.TestQueue.QUICK;
import static io.pgqueue.testsupport.TestQueue.handler;
import static org.assertj.core.api.Assertions.assertThat;

import io.pgqueue.KindOptions;
import io.pgqueue.Task;
import io.pgqueue.TaskInfo;
import io.pgqueue.TaskStatus;
import io.pgqueue.testsupport.TestQueue;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;

/** How an instance learns of tasks that another one, or a script, has added. */
@Tag("database")
class WakeUpTest {

    private static final KindOptions SELDOM = QUICK.withPollInterval(Duration.ofHours(1));

    private final TestQueue queue = new TestQueue();
    private final PgQueueEngine runs = queue.engine(handler("work", SELDOM, (payload, context) -> null));

    @AfterEach
    void close() {
        queue.close();
    }

    @Test
    void runsSoonWhatAnotherInstanceAddedThoughThePollIsFarOff() {
        PgQueueEngine adds = queue.engine();
        startListening();

        List<Duration> waited = new ArrayList<>();
        for (int n = 0; n < 7; n++) {
            long id = adds.taskQueue().enqueue(Task.of("work", null)).taskId();
            TaskInfo task = queue.await(runs, id, TaskStatus.SUCCEEDED);
            waited.add(Duration.between(task.createdAt(), task.startedAt()));
        }

        assertThat(waited.stream().sorted().toList().get(3))
                .as("median of %s", waited)
                .isLessThan(Duration.ofSeconds(1));
    }

    @Test
    void runsOnTimeWhatAnotherInstanceDeferred() {
        PgQueueEngine adds = queue.engine();
        startListening();

        long id = adds.taskQueue()
                .enqueue(Task.of("work", null).withDelay(Duration.ofMillis(800)))
                .taskId();

        TaskInfo task = queue.await(runs, id, TaskStatus.SUCCEEDED);
        assertThat(Duration.between(task.availableAt(), task.startedAt())).isLessThan(Duration.ofSeconds(10));
    }

    @Test
    void runsWhatAScriptAddedAndAnnounced() {
        startListening();

        long id = addBySql();
        queue.jdbc().execute("select pg_notify('pgqueue_wake', '')");

        queue.await(runs, id, TaskStatus.SUCCEEDED);
    }

    @Test
    void findsWhatAScriptAddedByPolling() {
        PgQueueEngine polls = queue.engine(
                handler("work", QUICK.withPollInterval(Duration.ofMillis(300)), (payload, context) -> null));
        polls.processing().start();
        Eventually.holds(() -> polls.state().lastPollAt() != null);

        long id = addBySql();

        queue.await(polls, id, TaskStatus.SUCCEEDED);
    }

    @Test
    void findsByPollingWhatItCannotHearOf() {
        PgQueueEngine deaf = queue.engine(
                builder -> builder.settings(EngineSettings.standard().withListen(false)),
                handler("work", QUICK, (payload, context) -> null));
        PgQueueEngine adds = queue.engine();
        deaf.processing().start();
        Eventually.holds(() -> deaf.state().lastPollAt() != null);
        assertThat(deaf.state().listening()).isFalse();

        long id = adds.taskQueue().enqueue(Task.of("work", null)).taskId();

        TaskInfo task = queue.await(deaf, id, TaskStatus.SUCCEEDED);
        assertThat(Duration.between(task.createdAt(), task.startedAt())).isLessThan(Duration.ofSeconds(10));
    }

    @Test
    void leavesAKindWithoutHandlerToInstancesThatHaveIt() {
        PgQueueEngine other = queue.engine(handler("other", SELDOM, (payload, context) -> null));
        other.processing().start();
        long id = other.taskQueue().enqueue(Task.of("work", null)).taskId();
        long own = other.taskQueue().enqueue(Task.of("other", null)).taskId();
        queue.await(other, own, TaskStatus.SUCCEEDED);
        assertThat(other.taskAdmin().find(id).orElseThrow().status()).isEqualTo(TaskStatus.NEW);

        runs.processing().start();

        queue.await(runs, id, TaskStatus.SUCCEEDED);
    }

    private void startListening() {
        runs.processing().start();
        Eventually.holds(() -> runs.state().listening() && runs.state().lastPollAt() != null);
    }

    private long addBySql() {
        Long id = queue.jdbc()
                .queryForObject(
                        "select task_id from pgqueue.enqueue(array[(select id from pgqueue.kind where name = 'work')],"
                                + " null, null, null, array[5::smallint], null, null, null)",
                        Long.class);
        return id == null ? -1 : id;
    }
}
