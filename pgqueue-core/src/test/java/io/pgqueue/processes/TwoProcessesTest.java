package io.pgqueue.processes;

import static org.assertj.core.api.Assertions.assertThat;

import io.pgqueue.EnqueueResult;
import io.pgqueue.Task;
import io.pgqueue.processes.Ledger.Entry;
import io.pgqueue.processes.Ledger.Event;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Collections;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Random;
import java.util.Set;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** 20,000 tasks and two processes, checked against what each process has written down outside the database. */
@Tag("database")
class TwoProcessesTest {

    private static final int BEFORE = 8_000;
    private static final int MEANWHILE = 12_000;
    private static final int LARGEST_TRANSACTION = 200;

    private final long seed = System.nanoTime();
    private final Random random = new Random(seed);
    private final List<Long> committed = new ArrayList<>();
    private final Set<Long> rolledBack = new HashSet<>();

    @TempDir
    private Path directory;

    @Test
    void runEachCommittedTaskOnceAndNoneThatWasRolledBack() throws Exception {
        System.out.println("seed " + seed);
        Cluster.play(directory, cluster -> {
            WorkerJvm first = cluster.launch(WorkerJvm.Options.STANDARD);
            WorkerJvm second = cluster.launch(WorkerJvm.Options.STANDARD);
            add(cluster, BEFORE, false);
            first.awaitReady();
            second.awaitReady();
            first.startProcessing();
            second.startProcessing();
            add(cluster, MEANWHILE, true);
            cluster.awaitAllDone();
            first.end();
            second.end();

            assertThat(committed).hasSize(BEFORE + MEANWHILE);
            assertThat(rolledBack).isNotEmpty();
            assertThat(both(first, second, Event.BEGAN)).as("runs").isEqualTo(committed);
            assertThat(both(first, second, Event.CLOSED))
                    .as("recorded as closed")
                    .isEqualTo(committed);
            assertThat(kept(cluster)).as("closed in the database").isEqualTo(ranBy(first, second));
            assertThat(List.of(first, second))
                    .allSatisfy(worker -> assertThat(worker.ledger().ids(Event.BEGAN))
                            .as("share of process %d", worker.pid())
                            .hasSizeGreaterThan(committed.size() / 10));
        });
    }

    /**
     * Adds tasks in transactions of random sizes, beside some that are rolled back.
     *
     * @param alsoOneByOne whether half of the transactions add each task by itself, and so take their time
     */
    private void add(Cluster cluster, int count, boolean alsoOneByOne) {
        int left = count;
        while (left > 0) {
            int size = Math.min(left, 1 + random.nextInt(LARGEST_TRANSACTION));
            boolean rollBack = random.nextInt(5) == 0;
            List<Long> ids = cluster.transactions().execute(transaction -> {
                if (rollBack) {
                    transaction.setRollbackOnly();
                }
                return enqueue(cluster, size, alsoOneByOne && random.nextBoolean());
            });
            if (rollBack) {
                rolledBack.addAll(ids);
            } else {
                committed.addAll(ids);
                left -= size;
            }
        }
        Collections.sort(committed);
    }

    private static List<Long> enqueue(Cluster cluster, int size, boolean oneByOne) {
        if (!oneByOne) {
            return cluster.add(WorkerProcess.QUICK, size);
        }
        List<Long> ids = new ArrayList<>();
        for (int i = 0; i < size; i++) {
            EnqueueResult added = cluster.taskQueue().enqueue(Task.of(WorkerProcess.QUICK, Map.of("n", i)));
            ids.add(added.taskId());
        }
        return ids;
    }

    private static List<Long> both(WorkerJvm first, WorkerJvm second, Event event) {
        List<Long> ids = new ArrayList<>(first.ledger().ids(event));
        ids.addAll(second.ledger().ids(event));
        Collections.sort(ids);
        return ids;
    }

    /** By task, which process ran it, and in which attempt. */
    private static Map<Long, String> ranBy(WorkerJvm first, WorkerJvm second) {
        Map<Long, String> runs = new HashMap<>();
        for (WorkerJvm worker : List.of(first, second)) {
            for (Entry entry : worker.ledger().entries()) {
                if (entry.event() == Event.BEGAN) {
                    assertThat(entry.attempt()).isEqualTo(1);
                    runs.put(entry.taskId(), run(worker.pid(), entry.attempt()));
                }
            }
        }
        return runs;
    }

    /** The same by what the database has kept of those that succeeded. */
    private static Map<Long, String> kept(Cluster cluster) {
        Map<Long, String> runs = new HashMap<>();
        cluster.jdbc()
                .query("select id, result::text as process, attempt from pgqueue.closed_task where status = 3", row -> {
                    runs.put(row.getLong("id"), run(row.getLong("process"), row.getInt("attempt")));
                });
        return runs;
    }

    private static String run(long process, int attempt) {
        return "attempt " + attempt + " in process " + process;
    }
}
