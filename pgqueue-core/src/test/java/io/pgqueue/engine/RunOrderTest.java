package io.pgqueue.engine;

import static io.pgqueue.testsupport.TestQueue.QUICK;
import static io.pgqueue.testsupport.TestQueue.handler;
import static org.assertj.core.api.Assertions.assertThat;

import io.pgqueue.KindOptions;
import io.pgqueue.Task;
import io.pgqueue.TaskInfo;
import io.pgqueue.TaskQueue;
import io.pgqueue.TaskStatus;
import io.pgqueue.testsupport.TestQueue;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.Map;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.function.UnaryOperator;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;

/** Which task runs when. */
@Tag("database")
class RunOrderTest {

    private static final KindOptions ONE_WORKER = QUICK.withWorkerCount(1).withPollInterval(Duration.ofHours(1));
    /** What a busy machine may take; the next poll is an hour away. */
    private static final Duration ON_TIME = Duration.ofSeconds(10);

    private final TestQueue queue = new TestQueue();
    private final List<Object> ran = new CopyOnWriteArrayList<>();
    private final PgQueueEngine engine = queue.engine(handler("ordered", ONE_WORKER, (payload, context) -> {
        ran.add(payload.get("n"));
        return null;
    }));
    private final TaskQueue tasks = engine.taskQueue();

    @AfterEach
    void close() {
        queue.close();
    }

    @Test
    void runsTheMostUrgentFirst() {
        for (int priority : new int[] {5, 9, 0, 7, 3}) {
            tasks.enqueue(task(priority).withPriority(priority));
        }

        engine.processing().start();

        Eventually.holds(() -> ran.size() == 5);
        assertThat(ran).containsExactly(0, 3, 5, 7, 9);
    }

    @Test
    void runsTheLongestAvailableFirst() {
        Instant now = Instant.now();
        for (int n : new int[] {2, 0, 3, 1}) {
            tasks.enqueue(task(n).withAvailableAt(now.minusSeconds(1_000 - n)));
        }

        engine.processing().start();

        Eventually.holds(() -> ran.size() == 4);
        assertThat(ran).containsExactly(0, 1, 2, 3);
    }

    @Test
    void runsInTheOrderOfAddingOtherwise() {
        for (int n = 0; n < 20; n++) {
            tasks.enqueue(task(n));
        }

        engine.processing().start();

        Eventually.holds(() -> ran.size() == 20);
        assertThat(ran).isSortedAccordingTo((a, b) -> (Integer) a - (Integer) b);
    }

    @Test
    void runsADeferredTaskOnTimeAndNotAtTheNextPoll() {
        engine.processing().start();
        long id = tasks.enqueue(task(1).withDelay(Duration.ofMillis(700))).taskId();

        TaskInfo task = queue.await(engine, id, TaskStatus.SUCCEEDED);

        assertThat(Duration.between(task.createdAt(), task.availableAt())).isEqualTo(Duration.ofMillis(700));
        assertThat(Duration.between(task.availableAt(), task.startedAt())).isBetween(Duration.ZERO, ON_TIME);
    }

    @Test
    void runsADeferredTaskOnTimeThoughALaterOneWasAddedFirst() {
        engine.processing().start();
        tasks.enqueue(task(2).withDelay(Duration.ofHours(1)));
        long id = tasks.enqueue(task(1).withDelay(Duration.ofMillis(500))).taskId();

        TaskInfo task = queue.await(engine, id, TaskStatus.SUCCEEDED);

        assertThat(Duration.between(task.availableAt(), task.startedAt())).isLessThan(ON_TIME);
        assertThat(ran).containsExactly(1);
    }

    @Test
    void runsADeferredTaskOnTimeThatWasAddedBeforeTheStart() {
        long id = tasks.enqueue(task(1).withDelay(Duration.ofMillis(1_500))).taskId();
        engine.processing().start();

        TaskInfo task = queue.await(engine, id, TaskStatus.SUCCEEDED);

        assertThat(Duration.between(task.availableAt(), task.startedAt())).isLessThan(ON_TIME);
    }

    @Test
    void runsADeferredTaskOnTimeThatBecomesDueBetweenTheClaimAndTheLookAhead() {
        PausingDataSource slow = new PausingDataSource(
                queue.database().dataSource(10),
                "pgqueue:next-due",
                () -> Boolean.FALSE.equals(queue.jdbc()
                        .queryForObject(
                                "select exists (select from pgqueue.task where available_at > clock_timestamp())",
                                Boolean.class)));
        PgQueueEngine other = queue.engineOn(
                slow, UnaryOperator.identity(), handler("ordered", ONE_WORKER, (payload, context) -> null));
        long id = other.taskQueue()
                .enqueue(task(1).withDelay(Duration.ofMillis(1_000)))
                .taskId();

        other.processing().start();

        queue.await(other, id, TaskStatus.SUCCEEDED);
    }

    @Test
    void runsADeferredTaskNowWhenAsked() {
        engine.processing().start();
        long id = tasks.enqueue(task(1).withDelay(Duration.ofDays(1))).taskId();

        assertThat(engine.taskAdmin().runNow(id)).isTrue();

        queue.await(engine, id, TaskStatus.SUCCEEDED);
    }

    @Test
    void hasNothingToRunNowWhereNoTaskWaits() {
        engine.processing().start();
        long id = tasks.enqueue(task(1)).taskId();
        queue.await(engine, id, TaskStatus.SUCCEEDED);

        assertThat(engine.taskAdmin().runNow(id)).isFalse();
        assertThat(engine.taskAdmin().runNow(12_345)).isFalse();
    }

    @Test
    void runsRetriesOfManyTasksOnTimeAndNotAtTheNextPoll() {
        KindOptions spread = KindOptions.none()
                .withPollInterval(Duration.ofHours(1))
                .withRetryDelay(attempt -> Duration.ofMillis(20L * attempt));
        PgQueueEngine other = queue.engine(handler("retries", spread, (payload, context) -> {
            if (context.attempt() <= (Integer) payload.get("n") % 5) {
                throw new IllegalStateException("again");
            }
            ran.add(payload.get("n"));
            return null;
        }));
        other.processing().start();

        for (int n = 0; n < 100; n++) {
            other.taskQueue().enqueue(Task.of("retries", Map.of("n", n)));
        }

        Eventually.holds(() -> ran.size() == 100);
    }

    private static Task task(int n) {
        return Task.of("ordered", Map.of("n", n));
    }
}
