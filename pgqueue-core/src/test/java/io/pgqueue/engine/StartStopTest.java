package io.pgqueue.engine;

import static io.pgqueue.testsupport.TestQueue.QUICK;
import static io.pgqueue.testsupport.TestQueue.handler;
import static org.assertj.core.api.Assertions.assertThat;

import io.pgqueue.Task;
import io.pgqueue.TaskInfo;
import io.pgqueue.TaskProcessing;
import io.pgqueue.TaskRegistration;
import io.pgqueue.TaskStatus;
import io.pgqueue.testsupport.TestQueue;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.atomic.AtomicInteger;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;

/** Processing starts and stops at run time, loses nothing by it, and spends no attempt. */
@Tag("database")
class StartStopTest {

    private static final Duration LONG = Duration.ofSeconds(30);

    private final TestQueue queue = new TestQueue();
    private final CountDownLatch begun = new CountDownLatch(1);
    private final CountDownLatch mayEnd = new CountDownLatch(1);
    private final TaskRegistration quick = handler("quick", QUICK, (payload, context) -> null);
    private final TaskRegistration blocks = handler("blocks", QUICK, (payload, context) -> {
        begun.countDown();
        mayEnd.await();
        return null;
    });

    @AfterEach
    void close() {
        mayEnd.countDown();
        queue.close();
    }

    @Test
    void startsOnceHoweverOftenItIsAsked() {
        PgQueueEngine engine = started(quick);
        int worker = engine.state().workerId();

        engine.processing().start();

        assertThat(engine.state().workerId()).isEqualTo(worker);
        assertThat(engine.processing().isRunning()).isTrue();
        assertThat(alive()).isEqualTo(1);
    }

    @Test
    void stopsOnceHoweverOftenItIsAsked() {
        PgQueueEngine engine = started(quick);

        assertThat(engine.processing().stop(LONG)).isTrue();
        assertThat(engine.processing().stop(LONG)).isTrue();

        assertThat(engine.processing().isRunning()).isFalse();
        assertThat(engine.state().running()).isFalse();
    }

    @Test
    void leavesNoLivingWorkerBehind() {
        PgQueueEngine engine = started(quick);

        engine.processing().stop(LONG);

        assertThat(alive()).isZero();
        assertThat(queue.jdbc().queryForList("select ended_as from pgqueue.worker", String.class))
                .containsExactly("stopped");
    }

    @Test
    void leavesNoThreadBehind() {
        PgQueueEngine engine = started(quick);
        engine.taskQueue().enqueue(Task.of("quick", null));
        Eventually.holds(() -> threads().stream().anyMatch(name -> name.startsWith("pgqueue-quick-")));

        engine.close();

        Eventually.passes(() -> assertThat(threads()).isEmpty());
    }

    @Test
    void runsAgainAfterARestart() {
        PgQueueEngine engine = started(quick);
        for (int i = 0; i < 3; i++) {
            engine.processing().stop(LONG);
            engine.processing().start();
            long id = engine.taskQueue().enqueue(Task.of("quick", null)).taskId();
            queue.await(engine, id, TaskStatus.SUCCEEDED);
        }

        assertThat(alive()).isEqualTo(1);
    }

    @Test
    void runsWhatWasAddedWhileItStood() {
        PgQueueEngine engine = queue.engine(quick);
        long id = engine.taskQueue().enqueue(Task.of("quick", null)).taskId();

        engine.processing().start();

        queue.await(engine, id, TaskStatus.SUCCEEDED);
    }

    @Test
    void survivesStartsAndStopsOfManyThreads() {
        PgQueueEngine engine = queue.engine(quick);
        List<CompletableFuture<Void>> threads = new ArrayList<>();
        for (int t = 0; t < 6; t++) {
            boolean starts = t % 2 == 0;
            threads.add(CompletableFuture.runAsync(() -> {
                for (int i = 0; i < 5; i++) {
                    if (starts) {
                        engine.processing().start();
                    } else {
                        engine.processing().stop(LONG);
                    }
                }
            }));
        }
        threads.forEach(CompletableFuture::join);

        engine.processing().start();
        long id = engine.taskQueue().enqueue(Task.of("quick", null)).taskId();
        queue.await(engine, id, TaskStatus.SUCCEEDED);
        assertThat(alive()).isEqualTo(1);
        engine.processing().stop(LONG);
        assertThat(alive()).isZero();
    }

    @Test
    void tellsWhenItHasStopped() throws Exception {
        PgQueueEngine engine = started(quick);
        TaskProcessing processing = engine.processing();
        assertThat(processing.awaitStop(Duration.ofMillis(20))).isFalse();

        CompletableFuture<Boolean> stopped = CompletableFuture.supplyAsync(() -> processing.stop(LONG));

        assertThat(processing.awaitStop(Duration.ofSeconds(Long.MAX_VALUE))).isTrue();
        assertThat(stopped.join()).isTrue();
        assertThat(processing.awaitStop(Duration.ZERO)).isTrue();
    }

    @Test
    void waitsForRunningHandlersHoweverLong() throws Exception {
        PgQueueEngine engine = started(blocks);
        long id = engine.taskQueue().enqueue(Task.of("blocks", null)).taskId();
        Eventually.happens(begun);

        CompletableFuture<Boolean> stopped =
                CompletableFuture.supplyAsync(() -> engine.processing().stop(Duration.ofSeconds(Long.MAX_VALUE)));
        assertThat(engine.processing().awaitStop(Duration.ofMillis(300))).isFalse();
        mayEnd.countDown();

        assertThat(stopped.join()).isTrue();
        assertThat(engine.taskAdmin().find(id).orElseThrow().status()).isEqualTo(TaskStatus.SUCCEEDED);
    }

    @Test
    void interruptsHandlersAtOnceWhereItMayNotWaitAndCountsNoAttempt() throws Exception {
        PgQueueEngine engine = started(blocks);
        long id = engine.taskQueue().enqueue(Task.of("blocks", null)).taskId();
        Eventually.happens(begun);

        assertThat(engine.processing().stop(Duration.ZERO)).isFalse();

        TaskInfo task = engine.taskAdmin().find(id).orElseThrow();
        assertThat(task.status()).isEqualTo(TaskStatus.NEW);
        assertThat(task.attempt()).isZero();
        assertThat(task.errors()).isEmpty();
        assertThat(alive()).isZero();
    }

    @Test
    void givesBackWhatWasNotBegunAndCountsNoAttempt() throws Exception {
        AtomicInteger runs = new AtomicInteger();
        PgQueueEngine engine = queue.engine(handler("ahead", QUICK.withWorkerCount(1), (payload, context) -> {
            if (runs.incrementAndGet() > 20) {
                begun.countDown();
                mayEnd.await();
            }
            return null;
        }));
        List<Task> tasks = new ArrayList<>();
        for (int n = 0; n < 500; n++) {
            tasks.add(Task.of("ahead", Map.of("n", n)));
        }
        engine.taskQueue().enqueueAll(tasks);
        engine.processing().start();
        Eventually.happens(begun);
        Eventually.holds(() -> engine.state().kinds().get(0).buffered() > 0);

        engine.processing().stop(Duration.ZERO);

        assertThat(queue.jdbc()
                        .queryForList(
                                "select status || ':' || attempt || ':' || count(*) from pgqueue.tasks "
                                        + "group by status, attempt order by 1",
                                String.class))
                .containsExactly("new:0:480", "succeeded:1:20");
    }

    @Test
    void doesNotWaitForEverForAHandlerThatIgnoresItsInterrupt() throws Exception {
        CountDownLatch released = new CountDownLatch(1);
        PgQueueEngine engine = started(handler("stubborn", QUICK, (payload, context) -> {
            begun.countDown();
            while (released.getCount() > 0) {
                try {
                    released.await();
                } catch (InterruptedException e) {
                    // on purpose
                }
            }
            return null;
        }));
        long id = engine.taskQueue().enqueue(Task.of("stubborn", null)).taskId();
        Eventually.happens(begun);

        boolean calm = engine.processing().stop(Duration.ZERO);

        TaskInfo task = engine.taskAdmin().find(id).orElseThrow();
        released.countDown();
        assertThat(calm).isFalse();
        assertThat(task.status()).isEqualTo(TaskStatus.NEW);
        assertThat(task.attempt()).isZero();
        assertThat(alive()).isZero();
    }

    @Test
    void stopsWellWithinASecondWhenIdle() {
        PgQueueEngine engine = queue.engine(quick);
        List<Duration> taken = new ArrayList<>();
        for (int i = 0; i < 7; i++) {
            engine.processing().start();
            Eventually.holds(() -> engine.state().listening());
            long before = System.nanoTime();
            engine.processing().stop(LONG);
            taken.add(Duration.ofNanos(System.nanoTime() - before));
        }

        assertThat(taken.stream().sorted().toList().get(3))
                .as("median of %s", taken)
                .isLessThan(Duration.ofSeconds(1));
    }

    private PgQueueEngine started(TaskRegistration... registrations) {
        PgQueueEngine engine = queue.engine(registrations);
        engine.processing().start();
        Eventually.holds(() -> engine.state().workerId() != null);
        return engine;
    }

    private static List<String> threads() {
        return Thread.getAllStackTraces().keySet().stream()
                .map(Thread::getName)
                .filter(name -> name.startsWith("pgqueue-"))
                .toList();
    }

    private long alive() {
        Long count =
                queue.jdbc().queryForObject("select count(*) from pgqueue.worker where ended_at is null", Long.class);
        return count == null ? -1 : count;
    }
}
