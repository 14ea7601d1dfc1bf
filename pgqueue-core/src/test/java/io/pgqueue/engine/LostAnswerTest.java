package io.pgqueue.engine;

import static io.pgqueue.testsupport.TestQueue.QUICK;
import static io.pgqueue.testsupport.TestQueue.handler;
import static org.assertj.core.api.Assertions.assertThat;

import ch.qos.logback.classic.Level;
import io.pgqueue.KindOptions;
import io.pgqueue.Task;
import io.pgqueue.TaskQueueListener;
import io.pgqueue.TaskStatus;
import io.pgqueue.testsupport.TestQueue;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.concurrent.atomic.AtomicIntegerArray;
import java.util.function.UnaryOperator;
import java.util.stream.IntStream;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;

/** The database does what it is asked to, and the connection breaks before it can say so. */
@Tag("database")
class LostAnswerTest {

    private static final KindOptions SELDOM = QUICK.withPollInterval(Duration.ofHours(1));

    private final TestQueue queue = new TestQueue();
    private final LogCapture log = new LogCapture();

    @AfterEach
    void close() {
        queue.close();
        log.close();
    }

    @Test
    void givesBackWhatAClaimTookWhoseAnswerWasLost() {
        AtomicInteger runs = new AtomicInteger();
        BreakingDataSource twice = breaking("pgqueue:claim */", 2);
        PgQueueEngine engine = queue.engineOn(
                twice, UnaryOperator.identity(), handler("lost", SELDOM, (payload, context) -> runs.incrementAndGet()));
        long id = engine.taskQueue().enqueue(Task.of("lost", null)).taskId();

        engine.processing().start();

        assertThat(queue.await(engine, id, TaskStatus.SUCCEEDED).attempt()).isEqualTo(1);
        assertThat(twice.lost()).isEqualTo(2);
        assertThat(runs).hasValue(1);
    }

    @Test
    void doesNotBeginWhatItGaveBackThoughTheAnswerWasLost() throws Exception {
        AtomicIntegerArray runs = new AtomicIntegerArray(300);
        AtomicInteger all = new AtomicInteger();
        CountDownLatch mayEnd = new CountDownLatch(1);
        BreakingDataSource breaking = breaking("pgqueue:release */", 1);
        PgQueueEngine engine = queue.engineOn(
                breaking, UnaryOperator.identity(), handler("stalled", QUICK.withWorkerCount(1), (payload, context) -> {
                    runs.incrementAndGet((Integer) payload.get("n"));
                    if (all.incrementAndGet() == 21) {
                        mayEnd.await();
                    }
                    return null;
                }));
        engine.taskQueue()
                .enqueueAll(IntStream.range(0, runs.length())
                        .mapToObj(n -> Task.of("stalled", Map.of("n", n)))
                        .toList());

        engine.processing().start();
        Eventually.holds(() -> breaking.lost() == 1);
        mayEnd.countDown();

        Eventually.holds(
                () -> queue.jdbc().queryForList("select 1 from pgqueue.task").isEmpty());
        assertThat(IntStream.range(0, runs.length()).map(runs::get)).containsOnly(1);
    }

    @Test
    void tellsOnceOfAnOutcomeWhoseAnswerWasLost() {
        List<Long> closed = new CopyOnWriteArrayList<>();
        BreakingDataSource breaking = breaking("pgqueue:complete", 1);
        PgQueueEngine engine = queue.engineOn(
                breaking,
                builder -> builder.listeners(List.of(new TaskQueueListener() {
                    @Override
                    public void onClosed(ClosedTask task) {
                        closed.add(task.taskId());
                    }
                })),
                handler("told", SELDOM, (payload, context) -> null));
        engine.processing().start();

        long id = engine.taskQueue().enqueue(Task.of("told", null)).taskId();

        queue.await(engine, id, TaskStatus.SUCCEEDED);
        Eventually.holds(() -> engine.state().unrecorded() == 0);
        assertThat(breaking.lost()).isEqualTo(1);
        assertThat(closed).hasSizeLessThanOrEqualTo(1);
        assertThat(log.messages(Level.INFO)).anyMatch(text -> text.contains("recorded before the connection broke"));
    }

    /** Loses the answers of the first statements with this in their text. */
    private BreakingDataSource breaking(String statement, int times) {
        return new BreakingDataSource(queue.database().dataSource(10), statement, times);
    }
}
