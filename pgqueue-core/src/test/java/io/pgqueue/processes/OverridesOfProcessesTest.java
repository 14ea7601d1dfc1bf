package io.pgqueue.processes;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import io.pgqueue.KindLimits;
import io.pgqueue.TaskAdmin.WorkerInfo;
import io.pgqueue.TaskStatus;
import io.pgqueue.processes.Ledger.Entry;
import io.pgqueue.processes.Ledger.Event;
import io.pgqueue.schedule.Schedule;
import java.nio.file.Path;
import java.time.Duration;
import java.util.Collection;
import java.util.HashSet;
import java.util.List;
import java.util.Objects;
import java.util.Set;
import java.util.concurrent.Callable;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/**
 * What an operator sets in one process holds in another one, which listens. That it does within two seconds is measured
 * where there is only one process.
 */
@Tag("database")
class OverridesOfProcessesTest {

    private static final Duration SOON = Duration.ofSeconds(30);
    private static final Duration SECOND = Duration.ofSeconds(1);

    @TempDir
    private Path directory;

    @Test
    void holdInAnotherProcess() throws Exception {
        Cluster.play(directory, cluster -> {
            WorkerJvm worker = cluster.launch(WorkerJvm.Options.STANDARD);
            worker.awaitReady();
            worker.startProcessing();

            workerCount(cluster, worker);
            pause(cluster, worker);
            limits(cluster, worker);
            schedule(cluster);
            terminalTtl(cluster);
        });
    }

    /** It is followed, and told to everybody. */
    private static void workerCount(Cluster cluster, WorkerJvm worker) {
        List<Long> gated = cluster.add(WorkerProcess.GATED, 9);
        await().atMost(Duration.ofSeconds(60)).until(() -> begun(worker, gated) == 4);

        cluster.taskAdmin().setWorkerCount(WorkerProcess.GATED, 6);
        soon(() -> begun(worker, gated) == 6 && workers(cluster) == 6);

        cluster.taskAdmin().resetWorkerCount(WorkerProcess.GATED);
        soon(() -> workers(cluster) == 4);
        assertThat(begun(worker, gated)).as("what runs goes on").isEqualTo(6);
    }

    private static void pause(Cluster cluster, WorkerJvm worker) {
        cluster.taskAdmin().pause(WorkerProcess.QUICK);
        List<Long> paused = cluster.add(WorkerProcess.QUICK, 1);
        cluster.awaitSucceeded(cluster.add(WorkerProcess.BRIEF, 5));
        assertThat(begun(worker, paused)).isZero();

        cluster.taskAdmin().resume(WorkerProcess.QUICK);
        soon(() -> begun(worker, paused) == 1);
    }

    private static void limits(Cluster cluster, WorkerJvm worker) {
        cluster.taskAdmin().setLimits(WorkerProcess.BRIEF, KindLimits.none().withMaxRunning(1));
        List<Long> limited = cluster.add(WorkerProcess.BRIEF, 6);
        cluster.awaitSucceeded(limited);
        assertThat(mostAtOnce(worker, limited)).isEqualTo(1);

        cluster.taskAdmin().resetLimits(WorkerProcess.BRIEF);
        soon(() -> {
            List<Long> free = cluster.add(WorkerProcess.BRIEF, 4);
            cluster.awaitSucceeded(free);
            return mostAtOnce(worker, free) > 1;
        });
    }

    private static void schedule(Cluster cluster) {
        Schedule tick = Schedule.of("tick", WorkerProcess.QUICK);
        cluster.schedules().save(tick.withInterval(Duration.ofHours(1)));

        cluster.schedules().save(tick.withInterval(SECOND));
        await().atMost(SECOND.plus(SOON)).until(() -> fired(cluster, "tick") > 0);

        cluster.schedules().pause("tick");
        long before = fired(cluster, "tick");
        cluster.schedules().save(Schedule.of("tock", WorkerProcess.QUICK).withInterval(SECOND));
        await().atMost(SECOND.multipliedBy(2).plus(SOON)).until(() -> fired(cluster, "tock") > 1);
        assertThat(fired(cluster, "tick")).isEqualTo(before);
        cluster.schedules().remove("tock");
    }

    private static void terminalTtl(Cluster cluster) {
        cluster.taskAdmin().setTerminalTtl(WorkerProcess.QUICK, Duration.ZERO);
        soon(() -> {
            long id = cluster.add(WorkerProcess.QUICK, 1).get(0);
            await().atMost(SOON)
                    .until(() -> cluster.taskAdmin()
                            .find(id)
                            .filter(task -> task.status() != TaskStatus.SUCCEEDED)
                            .isEmpty());
            return cluster.taskAdmin().find(id).isEmpty();
        });
    }

    private static long begun(WorkerJvm worker, Collection<Long> ids) {
        Set<Long> begun = new HashSet<>(worker.ledger().ids(Event.BEGAN));
        return ids.stream().filter(begun::contains).count();
    }

    /** Of the gated kind, as the other process says. */
    private static int workers(Cluster cluster) {
        return cluster.taskAdmin().workers().stream()
                .map(WorkerInfo::workerCounts)
                .filter(Objects::nonNull)
                .mapToInt(counts -> counts.get(WorkerProcess.GATED))
                .sum();
    }

    /** How many of these ran at the same time, by the lines that their handlers have written. */
    private static int mostAtOnce(WorkerJvm worker, Collection<Long> ids) {
        int now = 0;
        int most = 0;
        for (Entry entry : worker.ledger().entries()) {
            if (ids.contains(entry.taskId()) && entry.event() == Event.BEGAN) {
                now++;
                most = Math.max(most, now);
            } else if (ids.contains(entry.taskId()) && entry.event() == Event.ENDED) {
                now--;
            }
        }
        return most;
    }

    private static long fired(Cluster cluster, String schedule) {
        Long count = cluster.jdbc()
                .queryForObject(
                        "select count(*) from pgqueue.tasks where headers ->> 'pgqueue-schedule' = ?",
                        Long.class,
                        schedule);
        return count == null ? 0 : count;
    }

    private static void soon(Callable<Boolean> condition) {
        await().atMost(SOON).pollInterval(Duration.ofMillis(20)).until(condition);
    }
}
