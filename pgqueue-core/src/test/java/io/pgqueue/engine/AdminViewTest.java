package io.pgqueue.engine;

import static io.pgqueue.testsupport.TestQueue.QUICK;
import static io.pgqueue.testsupport.TestQueue.handler;
import static org.assertj.core.api.Assertions.assertThat;

import io.pgqueue.Task;
import io.pgqueue.TaskAdmin.KindInfo;
import io.pgqueue.TaskAdmin.WorkerInfo;
import io.pgqueue.TaskStatus;
import io.pgqueue.testsupport.TestQueue;
import java.time.Duration;
import java.util.List;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;

/** What an operator sees of kinds and instances. */
@Tag("database")
class AdminViewTest {

    private final TestQueue queue = new TestQueue();
    private final PgQueueEngine engine = queue.engine(
            handler("works", QUICK, (payload, context) -> null),
            handler("fails", QUICK.withMaxAttempts(1), (payload, context) -> {
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

    /** The engine takes samples by itself until it is closed. */
    private void forgetSamples() {
        engine.close();
        queue.jdbc().execute("truncate pgqueue.status_count");
    }

    private long add(String kind) {
        return engine.taskQueue().enqueue(Task.of(kind, null)).taskId();
    }
}
