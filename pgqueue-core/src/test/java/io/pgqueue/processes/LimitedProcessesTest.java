package io.pgqueue.processes;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import io.pgqueue.Task;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** Four processes and limits, with failures, a kill and a rescue; checked against a table that only handlers write. */
@Tag("slow")
class LimitedProcessesTest {

    private static final int TASKS = 1_200;
    private static final int PARTITIONS = 5;

    @TempDir
    private Path directory;

    @Test
    void fourProcessesNeverRunOrStartOneTooManyThoughOneIsKilled() throws Exception {
        Cluster.play(directory, cluster -> {
            LimitedRuns.create(cluster.jdbc());
            List<WorkerJvm> workers = new ArrayList<>();
            for (int i = 0; i < 4; i++) {
                workers.add(cluster.launch(WorkerJvm.Options.STANDARD));
            }
            List<Task> tasks = new ArrayList<>();
            for (int i = 0; i < TASKS; i++) {
                // most belong to one tenant
                int tenant = i % 2 == 0 ? 0 : i / 2 % PARTITIONS;
                tasks.add(Task.of(WorkerProcess.LIMITED, null).withPartitionKey("tenant-" + tenant));
            }
            for (WorkerJvm worker : workers) {
                worker.awaitReady();
            }
            cluster.taskQueue().enqueueAll(tasks);
            workers.forEach(WorkerJvm::startProcessing);
            awaitRuns(cluster, TASKS / 4);

            WorkerJvm victim = workers.get(0);
            await("it runs something").until(() -> {
                victim.freeze();
                boolean holds = !cluster.heldBy(victim).isEmpty();
                if (!holds) {
                    victim.thaw();
                }
                return holds;
            });
            victim.kill();
            cluster.jdbc()
                    .update(
                            "update limited_run set ended = clock_timestamp() where pid = ? and ended is null",
                            victim.pid());
            cluster.awaitAllDone();
            for (WorkerJvm worker : workers.subList(1, 4)) {
                worker.end();
            }

            assertThat(cluster.member(victim).endedAs()).isEqualTo("dead");
            assertThat(cluster.jdbc()
                            .queryForObject("select count(*) from pgqueue.closed_task where status = 3", Integer.class))
                    .isEqualTo(TASKS);
            assertThat(LimitedRuns.mostAtOnce(cluster.jdbc(), false)).isEqualTo(LimitedRuns.RUNNING);
            assertThat(LimitedRuns.mostAtOnce(cluster.jdbc(), true)).isEqualTo(LimitedRuns.RUNNING_PER_PARTITION);
            assertThat(LimitedRuns.mostStarted(cluster.jdbc(), "500 ms", false))
                    .isBetween(LimitedRuns.RUNNING, LimitedRuns.STARTED);
            assertThat(LimitedRuns.mostStarted(cluster.jdbc(), "400 ms", true))
                    .isBetween(LimitedRuns.RUNNING_PER_PARTITION, LimitedRuns.STARTED_PER_PARTITION);
            assertThat(cluster.jdbc().queryForObject("select count(*) from pgqueue.limit_slot", Integer.class))
                    .isZero();
            assertThat(cluster.jdbc().queryForObject("select count(distinct pid) from limited_run", Integer.class))
                    .isEqualTo(4);
        });
    }

    private static void awaitRuns(Cluster cluster, int count) {
        await("runs")
                .atMost(Duration.ofSeconds(90))
                .pollInterval(Duration.ofMillis(20))
                .until(() -> cluster.jdbc().queryForObject("select count(*) from limited_run", Integer.class) >= count);
    }
}
