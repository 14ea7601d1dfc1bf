package io.pgqueue.processes;

import static org.assertj.core.api.Assertions.assertThat;

import io.pgqueue.TaskInfo;
import io.pgqueue.TaskStatus;
import io.pgqueue.processes.Cluster.Member;
import io.pgqueue.processes.Ledger.Event;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Set;

/**
 * A worker is killed in the middle of its work while another lives: with tasks whose handlers had begun before its last
 * beat, others that had begun since, and some that it had only claimed.
 *
 * @param backendCheck whether the instances let others look for their database sessions
 * @param earliest after the worker's last beat, when its tasks may run again
 * @param latest after the kill, when its tasks have to run again
 */
record KilledWorkerScenario(boolean backendCheck, Duration earliest, Duration latest) implements Cluster.Scenario {

    @Override
    public void play(Cluster cluster) throws Exception {
        WorkerJvm.Options options = WorkerJvm.Options.STANDARD.withBackendCheck(backendCheck);
        WorkerJvm victim = cluster.launch(options);
        WorkerJvm survivor = cluster.launch(options);
        List<Long> gated = cluster.add(WorkerProcess.GATED, 3);
        victim.awaitReady();
        victim.startProcessing();
        cluster.awaitBeatOf(victim, gated);
        if (backendCheck) {
            cluster.awaitGrownUpServer();
        }
        survivor.awaitReady();
        survivor.startProcessing();
        List<Long> all = new ArrayList<>(gated);
        all.addAll(cluster.add(WorkerProcess.BRIEF, 2_000));

        Set<Long> prefetched = cluster.freezeWithPrefetched(victim);
        Instant killedAt = cluster.now();
        victim.kill();
        cluster.awaitNoSessionOf(victim);
        Set<Long> held = new HashSet<>(cluster.heldBy(victim));
        Member dead = cluster.member(victim);
        survivor.openGate();
        cluster.awaitAllDone();
        survivor.end();

        Set<Long> begun = new HashSet<>(dead.begun());
        begun.retainAll(held);
        assertThat(dead.endedAs()).as("not known to be dead at once").isNull();
        assertThat(cluster.member(victim).endedAs()).isEqualTo("dead");
        assertThat(begun).as("begun by the last beat").containsAll(gated).doesNotContainAnyElementsOf(prefetched);
        assertThat(held).containsAll(prefetched);
        for (TaskInfo task : cluster.tasks(all)) {
            assertThat(task.status()).as("task %d", task.id()).isEqualTo(TaskStatus.SUCCEEDED);
            if (begun.contains(task.id())) {
                assertRanAgain(task, dead.name());
            } else {
                assertThat(task.attempt()).as("attempts of task %d", task.id()).isEqualTo(1);
                assertThat(task.errors()).as("errors of task %d", task.id()).isEmpty();
            }
            if (held.contains(task.id())) {
                assertThat(task.result()).isEqualTo(String.valueOf(survivor.pid()));
                assertThat(task.startedAt()).isBetween(dead.lastBeat().plus(earliest), killedAt.plus(latest));
            }
        }
        assertLedgers(victim, survivor, all);
    }

    private static void assertRanAgain(TaskInfo task, String deadWorker) {
        assertThat(task.attempt()).as("attempts of task %d", task.id()).isEqualTo(2);
        assertThat(task.errors()).singleElement().satisfies(error -> {
            assertThat(error.attempt()).isEqualTo(1);
            assertThat(error.worker()).isEqualTo(deadWorker);
            assertThat(error.message()).contains(deadWorker, "died");
        });
    }

    /** Everything ran, and nothing was recorded twice. */
    private static void assertLedgers(WorkerJvm victim, WorkerJvm survivor, List<Long> all) {
        Set<Long> ran = new HashSet<>(victim.ledger().ids(Event.ENDED));
        ran.addAll(survivor.ledger().ids(Event.ENDED));
        assertThat(ran).isEqualTo(new HashSet<>(all));
        List<Long> closed = new ArrayList<>(victim.ledger().ids(Event.CLOSED));
        closed.addAll(survivor.ledger().ids(Event.CLOSED));
        assertThat(closed).doesNotHaveDuplicates();
    }
}
