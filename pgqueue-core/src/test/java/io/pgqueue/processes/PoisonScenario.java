package io.pgqueue.processes;

import static org.assertj.core.api.Assertions.assertThat;

import io.pgqueue.TaskInfo;
import io.pgqueue.TaskStatus;
import io.pgqueue.processes.Ledger.Event;
import java.util.ArrayList;
import java.util.List;

/**
 * A task ends each process that runs it, before any beat can tell of it. Of four processes three die: one before anybody
 * knows of what, and two of which it is on record, which is more than the kind allows.
 */
record PoisonScenario() implements Cluster.Scenario {

    private static final int DEATHS = 3;

    @Override
    public void play(Cluster cluster) throws Exception {
        List<WorkerJvm> fleet = new ArrayList<>();
        for (int n = 0; n <= DEATHS; n++) {
            fleet.add(cluster.launch(WorkerJvm.Options.STANDARD));
        }
        for (WorkerJvm worker : fleet) {
            worker.awaitReady();
            worker.startProcessing();
        }
        long poison = cluster.add(WorkerProcess.HALTING, 1).get(0);
        List<Long> innocents = cluster.add(WorkerProcess.BRIEF, 300);

        List<WorkerJvm> dead = new ArrayList<>();
        while (dead.size() < DEATHS) {
            WorkerJvm victim = cluster.awaitDeathOf(fleet);
            assertThat(victim.awaitEnd()).isEqualTo(WorkerProcess.HALTED);
            cluster.awaitNoSessionOf(victim);
            cluster.takeForDead(victim);
            fleet.remove(victim);
            dead.add(victim);
        }
        fleet.get(0).openGate();
        cluster.awaitAllDone();
        assertThat(fleet).singleElement().satisfies(last -> {
            assertThat(last.isAlive()).isTrue();
            assertThat(last.ledger().ids(Event.BEGAN)).doesNotContain(poison);
            assertThat(last.output()).contains("task " + poison + " of kind halting has no attempts left");
        });

        TaskInfo task = cluster.tasks(List.of(poison)).get(0);
        assertThat(task.status()).isEqualTo(TaskStatus.NO_ATTEMPTS_LEFT);
        assertThat(task.errors()).hasSize(2);
        assertThat(task.errors().get(1).type()).isEqualTo("io.pgqueue.TaskSetAside");
        assertThat(task.errors().get(1).message())
                .contains(
                        "2 workers died",
                        cluster.member(dead.get(1)).name(),
                        cluster.member(dead.get(2)).name());
        assertThat(dead)
                .allSatisfy(
                        victim -> assertThat(victim.ledger().ids(Event.BEGAN)).contains(poison));
        assertThat(cluster.tasks(innocents))
                .as("all the others have run")
                .allMatch(innocent -> innocent.status() == TaskStatus.SUCCEEDED);
    }
}
