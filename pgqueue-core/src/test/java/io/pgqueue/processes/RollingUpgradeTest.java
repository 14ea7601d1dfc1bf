package io.pgqueue.processes;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import io.pgqueue.TaskInfo;
import io.pgqueue.TaskStatus;
import io.pgqueue.processes.Ledger.Entry;
import io.pgqueue.processes.Ledger.Event;
import io.pgqueue.testsupport.PreviousVersion;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Collections;
import java.util.Comparator;
import java.util.List;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import java.util.stream.Stream;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** Processes of the previous version and of this one at once, on the schema of this one. */
@Tag("database")
class RollingUpgradeTest {

    private static final WorkerJvm.Options FRESH = WorkerJvm.Options.STANDARD;

    private final PreviousVersion previous = PreviousVersion.get();
    private final WorkerJvm.Options old = WorkerJvm.Options.STANDARD.withClassPath(previous.classPath());

    @TempDir
    private Path directory;

    @Test
    void shareWhatEitherOfThemAdds() throws Exception {
        Cluster.play(directory, cluster -> {
            WorkerJvm.Options caller =
                    old.withClassPath(previous.classPathWithTests()).withProgram(CallerProcess.class);
            WorkerJvm oldCaller = cluster.launch(caller);
            List<WorkerJvm> workers = List.of(cluster.launch(old), cluster.launch(FRESH));
            List<Long> brief = cluster.add(WorkerProcess.BRIEF, 2_000);
            List<Long> ordered = new ArrayList<>();
            for (int i = 0; i < 20; i++) {
                ordered.add(cluster.addOrdered(WorkerProcess.QUICK, "of-this-version"));
            }
            oldCaller.awaitReady();
            List<Long> all = cluster.jdbc()
                    .queryForList("select id from pgqueue.task where cancel_reason is null order by id", Long.class);
            workers.forEach(WorkerJvm::awaitReady);
            workers.forEach(WorkerJvm::startProcessing);
            await("each has begun one")
                    .until(() -> workers.stream()
                            .noneMatch(worker ->
                                    Collections.disjoint(worker.ledger().ids(Event.BEGAN), brief)));
            workers.forEach(WorkerJvm::openGate);
            cluster.awaitAllDone();
            for (WorkerJvm worker : workers) {
                worker.end();
            }

            List<Entry> begun = begun(workers);
            assertThat(all)
                    .hasSize(brief.size()
                            + ordered.size()
                            + CallerProcess.PLAIN
                            + CallerProcess.ORDERED
                            + CallerProcess.MEMBERS
                            + 1);
            assertThat(begun).as("runs, with the one after the group").hasSize(all.size() + 1);
            assertThat(begun).extracting(Entry::taskId).doesNotHaveDuplicates().containsAll(all);
            assertThat(workers)
                    .allSatisfy(worker -> assertThat(worker.ledger().ids(Event.BEGAN))
                            .as("tasks of this version's producer in process %d", worker.pid())
                            .containsAnyElementsOf(brief));
            assertThat(inOrderOfBegin(begun, ordered)).isEqualTo(ordered);
            List<Long> orderedByOld = withOrderingKey(cluster, CallerProcess.ORDERING_KEY);
            assertThat(orderedByOld).hasSize(CallerProcess.ORDERED);
            assertThat(inOrderOfBegin(begun, orderedByOld)).isEqualTo(orderedByOld);
            assertThat(status(cluster, CallerProcess.CANCELLED_KEY)).isEqualTo(TaskStatus.CANCELLED);
            assertThat(status(cluster, CallerProcess.WANTED_KEY)).isEqualTo(TaskStatus.SUCCEEDED);
            assertThat(cluster.jdbc()
                            .queryForObject(
                                    "select paused_at is not null from pgqueue.kind where name = 'gated'",
                                    Boolean.class))
                    .isTrue();
        });
    }

    @Test
    void rescueEachOthersDead() throws Exception {
        ExecutorService stage = Executors.newFixedThreadPool(2);
        try {
            Future<?> oldDies = stage.submit(() -> kill("old-dies", old, FRESH));
            Future<?> freshDies = stage.submit(() -> kill("fresh-dies", FRESH, old));
            oldDies.get();
            freshDies.get();
        } finally {
            stage.shutdownNow();
        }
    }

    private Void kill(String name, WorkerJvm.Options victims, WorkerJvm.Options survivors) throws Exception {
        Cluster.play(directory.resolve(name), cluster -> {
            WorkerJvm victim = cluster.launch(victims);
            WorkerJvm survivor = cluster.launch(survivors);
            List<Long> gated = cluster.add(WorkerProcess.GATED, 3);
            victim.awaitReady();
            victim.startProcessing();
            cluster.awaitBeatOf(victim, gated);
            victim.kill();
            Cluster.Member dead = cluster.member(victim);
            cluster.jdbc()
                    .update(
                            "update pgqueue.worker set heartbeat_at = heartbeat_at - interval '1 minute' where id = ?",
                            dead.id());
            survivor.awaitReady();
            survivor.openGate();
            survivor.startProcessing();
            cluster.awaitSucceeded(gated);

            assertThat(cluster.member(victim).endedAs()).isEqualTo("dead");
            for (TaskInfo task : cluster.tasks(gated)) {
                assertThat(task.attempt()).isEqualTo(2);
                assertThat(task.errors())
                        .singleElement()
                        .satisfies(error -> assertThat(error.message()).contains(dead.name(), "died"));
                assertThat(task.result()).isEqualTo(String.valueOf(survivor.pid()));
            }
        });
        return null;
    }

    private static List<Entry> begun(List<WorkerJvm> workers) {
        return workers.stream()
                .flatMap(worker -> worker.ledger().entries().stream())
                .filter(entry -> entry.event() == Event.BEGAN)
                .toList();
    }

    private static List<Long> inOrderOfBegin(List<Entry> begun, List<Long> ids) {
        Stream<Entry> theirs = begun.stream().filter(entry -> ids.contains(entry.taskId()));
        return theirs.sorted(Comparator.comparing(Entry::at)).map(Entry::taskId).toList();
    }

    private static List<Long> withOrderingKey(Cluster cluster, String key) {
        List<Long> ids = cluster.jdbc()
                .queryForList("select id from pgqueue.closed_task where ordering_key = ?", Long.class, key);
        Collections.sort(ids);
        return ids;
    }

    private static TaskStatus status(Cluster cluster, String externalKey) {
        return cluster.taskQueue()
                .find(WorkerProcess.QUICK, externalKey)
                .orElseThrow()
                .status();
    }
}
