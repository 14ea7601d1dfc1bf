package io.pgqueue.processes;

import static org.assertj.core.api.Assertions.assertThat;

import io.pgqueue.TaskInfo;
import io.pgqueue.TaskStatus;
import io.pgqueue.processes.Ledger.Event;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;

/**
 * A worker is killed while it runs the tasks of ordering keys, with those behind them claimed, and another goes on. No
 * handler is called before the task in front of it has succeeded, by the time that the database notes for that.
 */
record OrderedKeysScenario() implements Cluster.Scenario {

    private static final int KEYS = 20;
    private static final int EACH = 60;

    @Override
    public void play(Cluster cluster) throws Exception {
        WorkerJvm victim = cluster.launch(WorkerJvm.Options.STANDARD);
        WorkerJvm survivor = cluster.launch(WorkerJvm.Options.STANDARD);
        Map<String, List<Long>> keys = new TreeMap<>();
        for (int n = 0; n < EACH; n++) {
            for (int key = 0; key < KEYS; key++) {
                String name = "key-" + key;
                keys.computeIfAbsent(name, k -> new ArrayList<>()).add(cluster.addOrdered(WorkerProcess.BRIEF, name));
            }
        }
        victim.awaitReady();
        survivor.awaitReady();
        victim.startProcessing();
        survivor.startProcessing();
        cluster.awaitSuccessIn(victim);
        assertThat(cluster.freezeWithPrefetched(victim)).isNotEmpty();
        victim.kill();
        survivor.openGate();
        cluster.awaitAllDone();
        survivor.end();

        List<Ledger.Entry> entries = new ArrayList<>(victim.ledger().entries());
        entries.addAll(survivor.ledger().entries());
        assertThat(victim.ledger().ids(Event.SUCCEEDED)).isNotEmpty();
        keys.forEach((key, ids) -> assertOrder(key, cluster.tasks(ids), entries));
    }

    private static void assertOrder(String key, List<TaskInfo> tasks, List<Ledger.Entry> entries) {
        for (int i = 0; i < tasks.size(); i++) {
            TaskInfo task = tasks.get(i);
            assertThat(task.status()).as("task %d of %s", i, key).isEqualTo(TaskStatus.SUCCEEDED);
            Instant notBefore = i == 0 ? Instant.EPOCH : tasks.get(i - 1).finishedAt();
            assertThat(entries)
                    .filteredOn(entry -> entry.taskId() == task.id() && entry.event() == Event.BEGAN)
                    .isNotEmpty()
                    .allSatisfy(entry -> assertThat(entry.at())
                            .as("begin of task %d of %s", task.id(), key)
                            .isAfter(notBefore));
        }
    }
}
