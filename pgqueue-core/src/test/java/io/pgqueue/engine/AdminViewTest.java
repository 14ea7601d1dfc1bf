package io.pgqueue.engine;

import static io.pgqueue.testsupport.TestQueue.QUICK;
import static io.pgqueue.testsupport.TestQueue.handler;
import static org.assertj.core.api.Assertions.assertThat;

import io.pgqueue.Task;
import io.pgqueue.TaskAdmin.KindInfo;
import io.pgqueue.TaskAdmin.WorkerInfo;
import io.pgqueue.TaskStatus;
import io.pgqueue.TaskTransition;
import io.pgqueue.testsupport.TestQueue;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.Map;
import java.util.concurrent.atomic.AtomicInteger;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;

/** What an operator sees of kinds and instances. */
@Tag("database")
class AdminViewTest {

    private final TestQueue queue = new TestQueue();
    private final PgQueueEngine engine = queue.engine(
            handler("works", QUICK, (payload, context) -> null),
            handler("fails", QUICK.withMaxAttempts(1).withTransitionLogTtl(Duration.ofDays(1)), (payload, context) -> {
                throw new IllegalStateException("fails");
            }),
            handler("waits", QUICK.withWorkerCount(0), (payload, context) -> null));

    @AfterEach
    void close() {
        queue.close();
    }

    @Test
    void listsKindsByNameWithTheirSampledCounts() {
        engine.processing().start();
        queue.await(engine, add("works"), TaskStatus.SUCCEEDED);
        queue.await(engine, add("works"), TaskStatus.SUCCEEDED);
        queue.await(engine, add("fails"), TaskStatus.NO_ATTEMPTS_LEFT);
        long oldest = add("waits");
        add("waits");
        engine.taskQueue().enqueue(Task.of("waits", null).withDelay(Duration.ofHours(1)));
        engine.taskAdmin().pause("fails");
        forgetSamples();
        queue.jdbc().queryForObject("select pgqueue.sample_counts('0 s')", Boolean.class);

        List<KindInfo> kinds = engine.taskAdmin().kinds();

        assertThat(kinds).extracting(KindInfo::name).containsExactly("fails", "waits", "works");
        assertThat(kinds.get(0).pausedAt()).isNotNull();
        assertThat(kinds.get(0).count(TaskStatus.NO_ATTEMPTS_LEFT)).isEqualTo(1);
        assertThat(kinds.get(1).pausedAt()).isNull();
        assertThat(kinds.get(1).count(TaskStatus.NEW)).isEqualTo(3);
        assertThat(kinds.get(1).oldestRunnable())
                .isEqualTo(engine.taskAdmin().find(oldest).orElseThrow().availableAt());
        assertThat(kinds.get(2).count(TaskStatus.SUCCEEDED)).isEqualTo(2);
        assertThat(kinds.get(2).count(TaskStatus.RUNNING)).isZero();
        assertThat(kinds.get(2).oldestRunnable()).isNull();
        assertThat(kinds.get(2).sampledAt()).isNotNull();
    }

    @Test
    void countsNothingBeforeTheFirstSample() {
        forgetSamples();

        KindInfo kind = engine.taskAdmin().kinds().get(0);

        assertThat(kind.sampledAt()).isNull();
        assertThat(kind.count(TaskStatus.NEW)).isZero();
    }

    @Test
    void listsInstancesThatLiveAndThatEndedOfLate() {
        engine.processing().start();
        Eventually.holds(() -> engine.state().workerId() != null);
        int first = engine.state().workerId();
        engine.processing().stop(Duration.ZERO);
        engine.processing().start();
        Eventually.holds(() -> engine.state().workerId() != null);

        List<WorkerInfo> workers = engine.taskAdmin().workers();

        assertThat(workers)
                .extracting(WorkerInfo::id)
                .containsExactly(first, engine.state().workerId());
        assertThat(workers.get(0).endedAt()).isNotNull();
        assertThat(workers.get(1).endedAt()).isNull();
        assertThat(workers.get(1).name()).endsWith("/" + ProcessHandle.current().pid());
        assertThat(workers.get(1).lastBeatAt()).isAfterOrEqualTo(workers.get(1).startedAt());
    }

    @Test
    void saysHowManyTasksEachInstanceRunsAtOnceAndThatItChanged() {
        engine.processing().start();
        Eventually.holds(() -> Map.of("works", 4, "fails", 4, "waits", 0).equals(workerCounts()));
        AtomicInteger next = new AtomicInteger(6);

        // again, if the next beat came in between
        Eventually.passes(() -> {
            int workers = next.incrementAndGet();
            Instant beat = engine.state().lastBeatAt();
            engine.taskAdmin().setWorkerCount("works", workers);
            Eventually.holds(
                    () -> Map.of("works", workers, "fails", 4, "waits", 0).equals(workerCounts()));
            assertThat(engine.state().lastBeatAt()).as("by no beat").isEqualTo(beat);
        });
    }

    @Test
    void knowsThatAnInstanceWithoutHandlersRunsNothing() {
        PgQueueEngine other = queue.engine();
        other.processing().start();

        Eventually.holds(() -> Map.of().equals(workerCounts()));
    }

    @Test
    void listsTheTransitionsOfATaskWhoseKindIsLogged() {
        engine.processing().start();
        queue.await(engine, add("works"), TaskStatus.SUCCEEDED);
        long id = add("fails");
        queue.await(engine, id, TaskStatus.NO_ATTEMPTS_LEFT);
        engine.taskAdmin().cancel(id, "given up");

        List<TaskTransition> transitions = engine.taskAdmin().transitions(id);

        assertThat(transitions)
                .extracting(TaskTransition::from)
                .containsExactly(null, TaskStatus.NEW, TaskStatus.RUNNING, TaskStatus.NO_ATTEMPTS_LEFT);
        assertThat(transitions)
                .extracting(TaskTransition::to)
                .containsExactly(TaskStatus.NEW, TaskStatus.RUNNING, TaskStatus.NO_ATTEMPTS_LEFT, TaskStatus.CANCELLED);
        assertThat(transitions)
                .extracting(TaskTransition::reason)
                .containsExactly(null, null, "java.lang.IllegalStateException: fails", "given up");
        assertThat(transitions.get(1).worker())
                .endsWith("/" + ProcessHandle.current().pid());
        assertThat(transitions.get(1).attempt()).isEqualTo(1);
    }

    @Test
    void listsNoTransitionsWhereNoneAreLogged() {
        assertThat(engine.taskAdmin().transitions(add("waits"))).isEmpty();
        assertThat(engine.taskAdmin().transitions(4711)).isEmpty();
    }

    /** Of the last instance that registered; null while it has not said. */
    private @Nullable Map<String, Integer> workerCounts() {
        List<WorkerInfo> workers = engine.taskAdmin().workers();
        return workers.isEmpty() ? null : workers.get(workers.size() - 1).workerCounts();
    }

    /** The engine takes samples by itself until it is closed. */
    private void forgetSamples() {
        engine.close();
        queue.jdbc().execute("truncate pgqueue.status_count");
    }

    private long add(String kind) {
        return engine.taskQueue().enqueue(Task.of(kind, null)).taskId();
    }
}
