package io.pgqueue.engine;

import static io.pgqueue.testsupport.TestQueue.QUICK;
import static io.pgqueue.testsupport.TestQueue.handler;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.pgqueue.KindLimits;
import io.pgqueue.KindOptions;
import io.pgqueue.KindOverrides;
import io.pgqueue.OptionBounds;
import io.pgqueue.Task;
import io.pgqueue.TaskAdmin.KindInfo;
import io.pgqueue.TaskRegistration;
import io.pgqueue.TaskStatus;
import io.pgqueue.UnknownKindException;
import io.pgqueue.testsupport.TestQueue;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.Semaphore;
import java.util.concurrent.atomic.AtomicInteger;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** What an operator sets for a kind at run time, on one instance for all. */
@Tag("database")
class OverridesTest {

    private static final KindOptions SELDOM = QUICK.withPollInterval(Duration.ofHours(1));
    private static final Duration PROMISED = Duration.ofSeconds(2);

    private final TestQueue queue = new TestQueue();
    private final AtomicInteger running = new AtomicInteger();
    private final Semaphore mayEnd = new Semaphore(0);
    private final TaskRegistration work = handler("work", SELDOM.withWorkerCount(2), (payload, context) -> {
        running.incrementAndGet();
        mayEnd.acquire();
        running.decrementAndGet();
        return null;
    });
    private final PgQueueEngine here = queue.engine();

    @AfterEach
    void close() {
        mayEnd.release(1_000);
        queue.close();
    }

    @ParameterizedTest
    @ValueSource(booleans = {true, false})
    void whatIsSetHoldsElsewhereWithinTwoSeconds(boolean listening) {
        PgQueueEngine there = other(listening);
        Eventually.holds(() -> there.state().lastBeatAt() != null);
        List<Duration> took = new ArrayList<>();
        for (int n = 3; n < 8; n++) {
            int count = n;
            long begun = System.nanoTime();
            here.taskAdmin().setWorkerCount("work", count);
            Eventually.holds(() -> workers(there) == count);
            took.add(Duration.ofNanos(System.nanoTime() - begun));
        }

        assertThat(took.stream().sorted().toList().get(2))
                .as("median of %s", took)
                .isLessThan(PROMISED);
    }

    @ParameterizedTest
    @ValueSource(booleans = {true, false})
    void workerCountIsFollowedByOtherInstances(boolean listening) {
        PgQueueEngine there = other(listening);
        add(10);
        Eventually.holds(() -> running.get() == 2);

        here.taskAdmin().setWorkerCount("work", 5);
        Eventually.holds(() -> workers(there) == 5);
        Eventually.holds(() -> running.get() == 5);

        here.taskAdmin().setWorkerCount("work", 0);
        Eventually.holds(() -> workers(there) == 0);
        assertThat(running).as("what runs goes on").hasValue(5);

        assertThat(here.taskAdmin().resetWorkerCount("work")).isTrue();
        Eventually.holds(() -> workers(there) == 2);
        assertThat(here.taskAdmin().resetWorkerCount("work")).isFalse();
    }

    @Test
    void workerCountHoldsFromTheFirstClaimOfAnInstanceThatStartsLater() {
        queue.engine(work);
        here.taskAdmin().setWorkerCount("work", 0);
        add(1);

        PgQueueEngine there = other(true);
        Eventually.holds(() -> there.state().lastBeatAt() != null);
        long probe = add("probe");
        queue.await(there, probe, TaskStatus.SUCCEEDED);

        assertThat(running).hasValue(0);
        assertThat(there.options().get("work").workerCount().getAsInt()).isZero();
    }

    @Test
    void terminalTtlReachesOtherInstancesAndThePurge() {
        PgQueueEngine there = other(true);
        long kept = add("probe");
        queue.await(there, kept, TaskStatus.SUCCEEDED);

        here.taskAdmin().setTerminalTtl("probe", Duration.ZERO);
        Eventually.holds(() -> there.options().get("probe").terminalTtl().get().isZero());
        long gone = add("probe");

        Eventually.holds(() -> here.taskAdmin().find(gone).isEmpty());
        queue.jdbc().queryForObject("select pgqueue.purge(100)", Long.class);
        assertThat(here.taskAdmin().find(kept)).isEmpty();
    }

    @Test
    void terminalTtlStaysThoughInstancesDeclareOthersAndGoesBackToTheirs() {
        queue.engine(work);
        here.taskAdmin().setTerminalTtl("work", Duration.ofHours(1));
        here.taskAdmin().setTerminalTtl("work", Duration.ofHours(2));

        queue.engine(handler("work", SELDOM.withTerminalTtl(Duration.ofHours(5)), (payload, context) -> null));
        assertThat(ttl()).isEqualTo("02:00:00");

        assertThat(here.taskAdmin().resetTerminalTtl("work")).isTrue();
        assertThat(ttl()).isEqualTo("05:00:00");
        assertThat(here.taskAdmin().resetTerminalTtl("work")).isFalse();
    }

    @Test
    void areShownWithTheKind() {
        queue.engine(work);
        assertThat(kind().overrides()).isEqualTo(KindOverrides.none());

        here.taskAdmin().setWorkerCount("work", 7);
        here.taskAdmin().setTerminalTtl("work", Duration.ofMillis(1_500));
        KindLimits limits = KindLimits.none().withMaxStarted(3, Duration.ofSeconds(1));
        here.taskAdmin().setLimits("work", limits);

        assertThat(kind().overrides()).isEqualTo(new KindOverrides(7, Duration.ofMillis(1_500), limits));
    }

    @Test
    void areRefusedOutOfBounds() {
        queue.engine(work);

        assertThatThrownBy(() -> here.taskAdmin().setWorkerCount("work", 10_001))
                .isInstanceOf(IllegalArgumentException.class)
                .hasMessage("worker-count is 10001, but must be 0 to 10,000");
        assertThatThrownBy(() -> here.taskAdmin().setTerminalTtl("work", Duration.ofSeconds(-1)))
                .isInstanceOf(IllegalArgumentException.class)
                .hasMessageContaining("terminal-ttl is PT-1S");
        assertThatThrownBy(() -> here.taskAdmin().setWorkerCount("nobody", 1)).isInstanceOf(UnknownKindException.class);
        assertThat(kind().overrides()).isEqualTo(KindOverrides.none());
    }

    @Test
    void haveTheSameBoundsInSql() {
        queue.engine(work);
        int workers = OptionBounds.WORKER_COUNT.max();
        int days = (int) OptionBounds.TERMINAL_TTL.max().toDays();
        String setWorkers = "select pgqueue.set_worker_count('work', ?)";
        String setDays = "select pgqueue.set_terminal_ttl('work', make_interval(days => ?))";

        assertThat(queue.jdbc().queryForObject(setWorkers, Boolean.class, workers))
                .isTrue();
        assertThat(queue.jdbc().queryForObject(setDays, Boolean.class, days)).isTrue();

        assertThat(kind().overrides()).isEqualTo(new KindOverrides(workers, Duration.ofDays(days), null));
        assertThatThrownBy(() -> queue.jdbc().queryForObject(setWorkers, Boolean.class, workers + 1))
                .hasMessageContaining("worker_count must be 0 to 10000");
        assertThatThrownBy(() -> queue.jdbc().queryForObject(setDays, Boolean.class, days + 1))
                .hasMessageContaining("terminal TTL must be 0 to 3660 days");
    }

    private PgQueueEngine other(boolean listening) {
        PgQueueEngine there = queue.engine(
                builder -> builder.settings(EngineSettings.standard().withListen(listening)),
                work,
                handler("probe", QUICK.withTerminalTtl(Duration.ofHours(1)), (payload, context) -> null));
        there.processing().start();
        return there;
    }

    private void add(int tasks) {
        for (int i = 0; i < tasks; i++) {
            add("work");
        }
    }

    private long add(String kind) {
        return here.taskQueue().enqueue(Task.of(kind, null)).taskId();
    }

    private KindInfo kind() {
        return here.taskAdmin().kinds().stream()
                .filter(kind -> kind.name().equals("work"))
                .findFirst()
                .orElseThrow();
    }

    private String ttl() {
        return queue.jdbc()
                .queryForObject("select terminal_ttl::text from pgqueue.kind where name = 'work'", String.class);
    }

    private static int workers(PgQueueEngine engine) {
        return engine.state().kinds().stream()
                .filter(kind -> kind.kind().equals("work"))
                .findFirst()
                .orElseThrow()
                .workers();
    }
}
