package io.pgqueue.processes;

import static org.assertj.core.api.Assertions.assertThat;

import io.pgqueue.Task;
import io.pgqueue.TaskGroup;
import io.pgqueue.TaskInfo;
import io.pgqueue.TaskStatus;
import java.util.ArrayList;
import java.util.Collections;
import java.util.List;

/** A worker is killed in the middle of a group; the group ends once the rescue has given its tasks to another. */
final class GroupScenario implements Cluster.Scenario {

    private static final int BRIEF = 2_000;

    @Override
    public void play(Cluster cluster) throws Exception {
        WorkerJvm victim = cluster.launch(WorkerJvm.Options.STANDARD);
        WorkerJvm survivor = cluster.launch(WorkerJvm.Options.STANDARD);
        victim.awaitReady();
        survivor.awaitReady();
        cluster.awaitGrownUpServer();
        List<Task> tasks = new ArrayList<>(Collections.nCopies(3, Task.of(WorkerProcess.GATED, null)));
        tasks.addAll(Collections.nCopies(BRIEF, Task.of(WorkerProcess.BRIEF, null)));
        var group = cluster.taskQueue()
                .enqueueGroup(TaskGroup.of(tasks)
                        .whenDone(Task.of(WorkerProcess.QUICK, null))
                        .whenFailed(Task.of(WorkerProcess.LIMITED, null)));
        List<Long> gated =
                group.results().stream().limit(3).map(task -> task.taskId()).toList();
        victim.startProcessing();
        cluster.awaitBeatOf(victim, gated);
        survivor.startProcessing();

        cluster.freezeWithPrefetched(victim);
        victim.kill();
        survivor.openGate();
        cluster.awaitAllDone();
        survivor.end();

        assertThat(cluster.jdbc().queryForList("""
                        select format('%s of %s, %s failed', succeeded, total, failed) from pgqueue.task_group
                        where finished_at is not null and open = 0""", String.class))
                .containsExactly((BRIEF + 3) + " of " + (BRIEF + 3) + ", 0 failed");
        assertThat(cluster.jdbc().queryForList("select kind from pgqueue.tasks where group_id is null", String.class))
                .containsExactly(WorkerProcess.QUICK);
        for (TaskInfo task : cluster.tasks(gated)) {
            assertThat(task.status()).isEqualTo(TaskStatus.SUCCEEDED);
            assertThat(task.attempt()).isEqualTo(2);
        }
    }
}
