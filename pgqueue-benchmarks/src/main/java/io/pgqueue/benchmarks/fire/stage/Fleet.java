package io.pgqueue.benchmarks.fire.stage;

import io.pgqueue.benchmarks.fire.process.ProcessRole;
import io.pgqueue.benchmarks.launch.OwnJvm;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import java.util.Optional;
import java.util.Random;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.locks.LockSupport;
import java.util.function.Predicate;

/** The processes of a run: workers, and producers of both sorts. */
public final class Fleet implements AutoCloseable {

    private static final List<String> JVM_OPTIONS =
            List.of("-Xmx80m", "-Xss512k", "-XX:+UseSerialGC", "-XX:TieredStopAtLevel=1");
    private static final long LOOK_NANOS = TimeUnit.MILLISECONDS.toNanos(20);

    private final List<Member> workers = new ArrayList<>();
    private final List<Member> producers = new ArrayList<>();

    /**
     * Starts the workers and waits for them, since they make the kinds known; then the producers.
     *
     * @param main the class of the application
     * @param server port of the database
     * @param folder for the ledger, the logs and what the processes note
     * @throws IOException if they do not start
     */
    public static Fleet start(Class<?> main, int workers, int server, Path folder) throws IOException {
        Path logs = Files.createDirectories(folder.resolve("logs"));
        Path harm = Files.createDirectories(folder.resolve("harm"));
        Member.Launch launch = (role, name, port, log) -> new ProcessBuilder(
                        OwnJvm.command(main, JVM_OPTIONS, Member.options(role, name, port, ledger(folder), harm)))
                .redirectError(ProcessBuilder.Redirect.appendTo(log.toFile()))
                .start();
        Fleet fleet = new Fleet();
        for (int i = 1; i <= workers; i++) {
            fleet.workers.add(new Member(ProcessRole.WORKER, "worker-" + i, server, logs, launch));
        }
        fleet.producers.add(new Member(ProcessRole.PRODUCER, "producer-1", server, logs, launch));
        fleet.producers.add(new Member(ProcessRole.SQL_PRODUCER, "sql-producer-1", server, logs, launch));
        fleet.startAll(fleet.workers);
        fleet.startAll(fleet.producers);
        return fleet;
    }

    /** The file in which all that happens is written down. */
    public static Path ledger(Path folder) {
        return folder.resolve("ledger.txt");
    }

    /** One that works and that nobody harms, which is now the caller's to harm; empty if there is none in time. */
    public Optional<Member> take(Random random, Predicate<Member> wanted, Duration patience) {
        List<Member> all = new ArrayList<>(workers);
        all.addAll(producers);
        all.removeIf(wanted.negate());
        Collections.shuffle(all, random);
        long end = System.nanoTime() + patience.toNanos();
        do {
            Optional<Member> taken = all.stream().filter(Member::take).findFirst();
            if (taken.isPresent()) {
                return taken;
            }
            LockSupport.parkNanos(LOOK_NANOS);
        } while (end - System.nanoTime() > 0);
        return Optional.empty();
    }

    /** Ends the producers for good. */
    public void endProducers() throws IOException {
        for (Member producer : producers) {
            producer.close();
        }
        producers.clear();
    }

    @Override
    public void close() throws IOException {
        endProducers();
        for (Member worker : workers) {
            worker.close();
        }
        workers.clear();
    }

    private void startAll(List<Member> members) throws IOException {
        members.forEach(Member::start);
        long end = System.nanoTime() + TimeUnit.MINUTES.toNanos(1);
        while (!members.stream().allMatch(Member::isReady)) {
            if (end - System.nanoTime() < 0) {
                close();
                throw new IOException("a process did not start within a minute; see the logs");
            }
            LockSupport.parkNanos(LOOK_NANOS);
        }
    }
}
