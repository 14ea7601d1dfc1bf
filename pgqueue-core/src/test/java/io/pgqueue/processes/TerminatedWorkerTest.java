package io.pgqueue.processes;

import static org.assertj.core.api.Assertions.assertThat;

import io.pgqueue.TaskInfo;
import io.pgqueue.TaskStatus;
import io.pgqueue.processes.Ledger.Event;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Set;
import java.util.stream.Collectors;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.condition.DisabledOnOs;
import org.junit.jupiter.api.condition.OS;
import org.junit.jupiter.api.io.TempDir;

/** A worker that an orchestrator ends, with handlers that take too long and tasks that it has not begun. */
@Tag("database")
@DisabledOnOs(value = OS.WINDOWS, disabledReason = "no signals")
class TerminatedWorkerTest {

    private static final int EXIT_CODE = 128 + 15;

    @TempDir
    private Path directory;

    @Test
    void losesNothingAndSpendsNoAttempt() throws Exception {
        Cluster.play(directory, cluster -> {
            WorkerJvm worker = cluster.launch(WorkerJvm.Options.STANDARD.withStopTimeout(Duration.ofSeconds(1)));
            List<Long> gated = cluster.add(WorkerProcess.GATED, 3);
            List<Long> all = new ArrayList<>(gated);
            all.addAll(cluster.add(WorkerProcess.BRIEF, 1_000));
            worker.awaitReady();
            worker.startProcessing();
            cluster.awaitBegun(worker, gated);
            cluster.freezeWithPrefetched(worker);
            worker.terminate();
            worker.thaw();
            assertThat(worker.awaitEnd()).isEqualTo(EXIT_CODE);

            assertThat(worker.output()).contains("STOPPED calm=false");
            assertThat(cluster.member(worker).endedAs()).isEqualTo("stopped");
            assertThat(with(TaskStatus.NEW, 0, cluster.tasks(all))).containsAll(gated);
            assertThat(with(TaskStatus.SUCCEEDED, 1, cluster.tasks(all)))
                    .as("what has ended is recorded")
                    .isEqualTo(Set.copyOf(worker.ledger().ids(Event.ENDED)))
                    .isNotEmpty();
            assertThat(cluster.tasks(all))
                    .as("there are no others")
                    .allMatch(task -> task.attempt() == (task.status() == TaskStatus.NEW ? 0 : 1));

            WorkerJvm next = cluster.launch(WorkerJvm.Options.STANDARD);
            next.awaitReady();
            next.openGate();
            next.startProcessing();
            cluster.awaitAllDone();
            assertThat(with(TaskStatus.SUCCEEDED, 1, cluster.tasks(all))).isEqualTo(Set.copyOf(all));
        });
    }

    /** The tasks that have a status, have spent so many attempts, and have no error. */
    private static Set<Long> with(TaskStatus status, int attempts, List<TaskInfo> tasks) {
        return tasks.stream()
                .filter(task -> task.status() == status)
                .filter(task -> task.attempt() == attempts && task.errors().isEmpty())
                .map(TaskInfo::id)
                .collect(Collectors.toSet());
    }
}
