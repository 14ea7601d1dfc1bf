package io.pgqueue.processes;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import io.pgqueue.TaskInfo;
import io.pgqueue.TaskStatus;
import io.pgqueue.processes.Cluster.Member;
import io.pgqueue.processes.Ledger.Event;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;

/**
 * A worker stands still for so long that it is declared dead, and goes on when another runs its tasks. Its handlers
 * then end before it learns that it was dead: beats have to wait meanwhile.
 */
record FrozenWorkerScenario() implements Cluster.Scenario {

    private static final Duration PATIENCE = Duration.ofSeconds(60);
    private static final String REFUSED = "its outcome was refused, because its task had moved on";

    @Override
    public void play(Cluster cluster) throws Exception {
        WorkerJvm zombie = cluster.launch(WorkerJvm.Options.STANDARD);
        WorkerJvm other = cluster.launch(WorkerJvm.Options.STANDARD);
        List<Long> gated = new ArrayList<>(cluster.add(WorkerProcess.GATED, 3));
        zombie.awaitReady();
        zombie.startProcessing();
        cluster.awaitBeatOf(zombie, gated);
        // the next beat is some seconds off: this one's attempt will not count, and its next has the same number
        gated.addAll(cluster.add(WorkerProcess.GATED, 1));
        cluster.awaitBegun(zombie, gated);
        zombie.freeze();
        Member dead = cluster.member(zombie);

        other.awaitReady();
        other.startProcessing();
        cluster.awaitBegun(other, gated);
        assertThat(cluster.member(zombie).endedAs()).isEqualTo("dead");
        cluster.transactions().executeWithoutResult(transaction -> {
            cluster.jdbc().execute("lock table pgqueue.worker in share mode");
            assertIsRefused(zombie, gated);
        });
        assertThat(cluster.tasks(gated)).allMatch(task -> task.status() == TaskStatus.RUNNING);
        other.openGate();
        cluster.awaitSucceeded(gated);
        assertWorksOn(cluster, zombie, other, dead);

        assertThat(zombie.ledger().ids(Event.CLOSED)).doesNotContainAnyElementsOf(gated);
        assertThat(other.ledger().ids(Event.CLOSED)).containsAll(gated).doesNotHaveDuplicates();
        for (TaskInfo task : cluster.tasks(gated)) {
            boolean counted = dead.begun().contains(task.id());
            assertThat(task.attempt()).isEqualTo(counted ? 2 : 1);
            assertThat(task.result()).isEqualTo(String.valueOf(other.pid()));
            assertThat(task.errors())
                    .hasSize(counted ? 1 : 0)
                    .allMatch(error -> error.message().contains(dead.name() + " died"));
        }
    }

    /** Lets the zombie go on; all that it completes comes too late. */
    private static void assertIsRefused(WorkerJvm zombie, List<Long> gated) {
        zombie.openGate();
        zombie.thaw();
        await("late completions")
                .atMost(PATIENCE)
                .until(() -> zombie.ledger().ids(Event.SUCCEEDED).containsAll(gated));
        await("all of them refused")
                .atMost(PATIENCE)
                .until(() -> zombie.output().split(REFUSED, -1).length - 1 == gated.size());
    }

    /** The zombie registers anew, and does all the work once it is the only one. */
    private static void assertWorksOn(Cluster cluster, WorkerJvm zombie, WorkerJvm other, Member dead)
            throws Exception {
        await("it registers anew")
                .atMost(PATIENCE)
                .until(() -> cluster.member(zombie).id() != dead.id());
        assertThat(cluster.member(zombie).endedAs()).isNull();
        other.end();
        List<Long> more = cluster.add(WorkerProcess.QUICK, 100);
        cluster.awaitSucceeded(more);
        cluster.awaitAllDone();
        zombie.end();

        assertThat(cluster.tasks(more)).allSatisfy(task -> {
            assertThat(task.attempt()).isEqualTo(1);
            assertThat(task.result()).isEqualTo(String.valueOf(zombie.pid()));
        });
        assertThat(cluster.member(zombie).endedAs()).isEqualTo("stopped");
    }
}
