package io.pgqueue.engine;

import static io.pgqueue.testsupport.TestQueue.QUICK;
import static io.pgqueue.testsupport.TestQueue.handler;
import static org.assertj.core.api.Assertions.assertThat;

import io.pgqueue.KindOptions;
import io.pgqueue.Task;
import io.pgqueue.TaskStatus;
import io.pgqueue.testsupport.TestQueue;
import java.time.Duration;
import java.util.concurrent.Executor;
import java.util.concurrent.Semaphore;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.function.Function;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;

/** How many tasks of a kind run at once. */
@Tag("database")
class WorkerCountTest {

    private static final KindOptions SELDOM = QUICK.withPollInterval(Duration.ofHours(1));

    private final TestQueue queue = new TestQueue();
    private final AtomicInteger workers = new AtomicInteger(2);
    private final AtomicInteger running = new AtomicInteger();
    private final AtomicInteger most = new AtomicInteger();
    private final Semaphore mayEnd = new Semaphore(0);
    private final PgQueueEngine engine =
            queue.engine(handler("counted", SELDOM.withWorkerCount(workers::get), (payload, context) -> {
                most.accumulateAndGet(running.incrementAndGet(), Math::max);
                mayEnd.acquire();
                running.decrementAndGet();
                return null;
            }));

    @AfterEach
    void close() {
        queue.close();
    }

    @Test
    void isNeverExceeded() {
        engine.processing().start();
        add(10);
        Eventually.holds(() -> running.get() == 2);

        mayEnd.release(10);

        Eventually.holds(() -> count("succeeded") == 10);
        assertThat(most).hasValue(2);
    }

    @Test
    void growsWhileRunningThoughThePollIsFarOff() {
        engine.processing().start();
        add(6);
        Eventually.holds(() -> running.get() == 2);

        workers.set(5);

        Eventually.holds(() -> running.get() == 5);
        assertThat(engine.state().kinds().get(0).workers()).isEqualTo(5);
    }

    @Test
    void shrinksWhileRunningAndLetsTasksFinish() {
        workers.set(4);
        engine.processing().start();
        add(12);
        Eventually.holds(() -> running.get() == 4);
        workers.set(1);
        Eventually.holds(() -> engine.state().kinds().get(0).workers() == 1);
        assertThat(running).hasValue(4);

        mayEnd.release(4);
        Eventually.holds(() -> count("succeeded") == 4 && running.get() == 1);
        most.set(0);
        mayEnd.release(8);

        Eventually.holds(() -> count("succeeded") == 12);
        assertThat(most).hasValue(1);
    }

    @Test
    void ofZeroLeavesTasksToOthers() {
        workers.set(0);
        engine.processing().start();
        add(1);
        PgQueueEngine other = queue.engine(handler("counted", QUICK, (payload, context) -> "by another"));

        other.processing().start();

        Eventually.holds(() -> count("succeeded") == 1);
        assertThat(most).hasValue(0);
    }

    @Test
    void ofZeroMayBecomeMore() {
        workers.set(0);
        engine.processing().start();
        add(1);
        Eventually.holds(() -> engine.state().lastBeatAt() != null);

        workers.set(1);

        Eventually.holds(() -> running.get() == 1);
    }

    @Test
    void staysWhereItsSupplierFails() {
        engine.processing().start();
        Eventually.holds(() -> !engine.state().kinds().isEmpty());
        PgQueueEngine broken =
                queue.engine(handler("broken", SELDOM.withWorkerCount(failsFromTheThirdCallOn()), (p, c) -> null));
        broken.processing().start();

        long id = broken.taskQueue().enqueue(Task.of("broken", null)).taskId();

        queue.await(broken, id, TaskStatus.SUCCEEDED);
        assertThat(broken.state().kinds().get(0).workers()).isEqualTo(1);
    }

    @Test
    void outlivesAThreadThatCannotBeStarted() {
        AtomicInteger refusals = new AtomicInteger(2);
        Function<String, Executor> scarce = prefix -> loop -> {
            if (refusals.getAndDecrement() > 0) {
                throw new OutOfMemoryError("unable to create native thread");
            }
            new Thread(loop, prefix).start();
        };
        PgQueueEngine poor = queue.engine(
                builder -> builder.workerThreads(scarce),
                handler("poor", SELDOM, (payload, context) -> null),
                handler("next", SELDOM, (payload, context) -> null));
        long first = poor.taskQueue().enqueue(Task.of("poor", null)).taskId();
        long second = poor.taskQueue().enqueue(Task.of("next", null)).taskId();

        poor.processing().start();

        queue.await(poor, first, TaskStatus.SUCCEEDED);
        queue.await(poor, second, TaskStatus.SUCCEEDED);
    }

    private static java.util.function.IntSupplier failsFromTheThirdCallOn() {
        AtomicInteger calls = new AtomicInteger();
        return () -> {
            if (calls.incrementAndGet() > 3) {
                throw new IllegalStateException("no count");
            }
            return 1;
        };
    }

    private void add(int count) {
        for (int n = 0; n < count; n++) {
            engine.taskQueue().enqueue(Task.of("counted", null));
        }
    }

    private long count(String status) {
        Long count =
                queue.jdbc().queryForObject("select count(*) from pgqueue.tasks where status = ?", Long.class, status);
        return count == null ? -1 : count;
    }
}
