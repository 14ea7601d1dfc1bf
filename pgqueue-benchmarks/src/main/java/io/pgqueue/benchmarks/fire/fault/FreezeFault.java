package io.pgqueue.benchmarks.fire.fault;

import io.pgqueue.benchmarks.fire.ledger.Kinds;
import io.pgqueue.benchmarks.fire.process.Harm;
import io.pgqueue.benchmarks.fire.process.Job;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.Optional;
import java.util.UUID;
import java.util.concurrent.atomic.AtomicBoolean;
import java.util.stream.IntStream;
import java.util.stream.Stream;

/**
 * A worker stands still in the middle of a task until another one is in the middle of the same task: so the late end of the
 * first run meets the second run.
 */
final class FreezeFault implements Fault {

    private static final Duration TO_BEGIN = Duration.ofSeconds(20);
    private static final Duration TO_BEGIN_AGAIN = Duration.ofSeconds(25);
    private static final Duration LOOK = Duration.ofMillis(50);

    /** A run that is older might end before the signal comes. */
    private static final Duration YOUNG = Kinds.LASTS.dividedBy(2);

    /** So that one of them is likely to be run by a worker that nobody else harms. */
    private static final int TASKS = 3;

    @Override
    public String name() {
        return "WORKER_FROZEN";
    }

    @Override
    public String says() {
        return "a worker gets SIGSTOP, is taken for dead, and gets SIGCONT while another one runs what it was running";
    }

    /** One at a time: of the workers one has to go on, and take what the frozen one was running. */
    @Override
    public synchronized boolean strike(Arena arena) throws Exception {
        String name = "frozen-" + UUID.randomUUID();
        List<Job> jobs = IntStream.range(0, TASKS)
                .mapToObj(i -> new Job("", name + "." + i, 0))
                .toList();
        if (!arena.add(name, Kinds.LASTING, jobs)) {
            return false;
        }
        long end = System.nanoTime() + TO_BEGIN.toNanos();
        while (end - System.nanoTime() > 0) {
            for (Job job : jobs) {
                Optional<Boolean> met = freeze(arena, job);
                if (met.isPresent()) {
                    return met.get();
                }
            }
            Arena.pause(LOOK);
        }
        return false;
    }

    /** Freezes the worker that runs a task; whether the task was begun again meanwhile; empty if there is none to freeze. */
    private static Optional<Boolean> freeze(Arena arena, Job job) throws Exception {
        List<Path> runners = runners(arena, job);
        if (runners.size() != 1 || !isYoung(runners.get(0))) {
            return Optional.empty();
        }
        AtomicBoolean met = new AtomicBoolean();
        boolean frozen = arena.harmNow(Harm.runner(runners.get(0)), worker -> {
            worker.signal("STOP");
            try {
                met.set(Arena.comesTrue(
                        TO_BEGIN_AGAIN, () -> runners(arena, job).size() > 1));
            } finally {
                worker.signal("CONT");
            }
        });
        return frozen ? Optional.of(met.get()) : Optional.empty();
    }

    /** The notes of the processes that have begun to run a task. */
    private static List<Path> runners(Arena arena, Job job) {
        try (Stream<Path> notes = Files.list(arena.notes())) {
            return notes.filter(note -> Harm.isRunner(note, job)).toList();
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    private static boolean isYoung(Path note) throws IOException {
        return Files.getLastModifiedTime(note).toInstant().plus(YOUNG).isAfter(Instant.now());
    }
}
