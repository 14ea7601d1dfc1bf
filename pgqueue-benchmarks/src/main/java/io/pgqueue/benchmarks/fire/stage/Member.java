package io.pgqueue.benchmarks.fire.stage;

import io.pgqueue.benchmarks.fire.process.FireProcess;
import io.pgqueue.benchmarks.fire.process.ProcessRole;
import java.io.BufferedReader;
import java.io.IOException;
import java.io.Writer;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.locks.LockSupport;
import java.util.concurrent.locks.ReentrantLock;
import org.jspecify.annotations.Nullable;

/** A process of the fleet, which is started again when it ends, as an orchestrator would. */
public final class Member implements AutoCloseable {

    private static final long BEFORE_RESTART_NANOS = TimeUnit.MILLISECONDS.toNanos(200);
    private static final long TO_END_SECONDS = 20;

    private final ProcessRole role;
    private final String slot;
    private final Line line;
    private final Launch launch;
    private final Path log;
    private final Thread supervisor = new Thread(this::supervise, "supervisor");
    private final ReentrantLock harmed = new ReentrantLock(); // held by whoever harms it
    private volatile @Nullable Process process; // written by the supervisor
    private volatile boolean ready; // written by the supervisor
    private volatile boolean ending; // written by close()
    private int incarnation; // the supervisor's

    /**
     * A process that is yet to be started.
     *
     * @param slot its place in the fleet, of which its name is made
     * @param server port of the database
     */
    Member(ProcessRole role, String slot, int server, Path logs, Launch launch) throws IOException {
        this.role = role;
        this.slot = slot;
        this.line = new Line(server);
        this.launch = launch;
        this.log = logs.resolve(slot + ".log");
        this.supervisor.setDaemon(true);
    }

    void start() {
        supervisor.start();
    }

    public ProcessRole role() {
        return role;
    }

    public Line line() {
        return line;
    }

    /** Whether it works, and nobody harms it; then it is the caller's to harm until {@link #release}. */
    public boolean take() {
        if (!ready || !harmed.tryLock()) {
            return false;
        }
        if (!ready) {
            harmed.unlock();
            return false;
        }
        return true;
    }

    public void release() {
        harmed.unlock();
    }

    /** Its id; empty while it is not there. */
    public Optional<Long> pid() {
        Process present = process;
        return present == null || !present.isAlive() ? Optional.empty() : Optional.of(present.pid());
    }

    /** Sends a signal, by its name. */
    public void signal(String name) throws IOException {
        Commands.signal(name, pid().stream().toList());
    }

    /** Takes the connections of its pool away for so many milliseconds. */
    public void drainPool(long millis) throws IOException {
        Process present = process;
        if (present != null) {
            Writer commands = present.outputWriter(StandardCharsets.US_ASCII);
            commands.write(millis + "\n");
            commands.flush();
        }
    }

    boolean isReady() {
        return ready;
    }

    /** Ends it for good, calmly if it can. */
    @Override
    public void close() throws IOException {
        ending = true;
        signal("CONT");
        signal("TERM");
        Process present = process;
        try {
            if (present != null && !present.waitFor(TO_END_SECONDS, TimeUnit.SECONDS)) {
                present.destroyForcibly();
            }
            supervisor.join(TimeUnit.SECONDS.toMillis(TO_END_SECONDS));
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
        }
        line.close();
    }

    private void supervise() {
        while (!ending) {
            try {
                Process present = launch.start(role, slot + "." + ++incarnation, line.port(), log);
                process = present;
                BufferedReader answers = present.inputReader();
                for (String said = answers.readLine(); said != null; said = answers.readLine()) {
                    ready = ready || said.equals(FireProcess.READY);
                }
                ready = false;
                present.waitFor();
            } catch (IOException | InterruptedException e) {
                ready = false;
                if (!ending) {
                    throw new IllegalStateException("cannot start " + slot, e);
                }
            }
            LockSupport.parkNanos(BEFORE_RESTART_NANOS);
        }
    }

    /** Starts a process. */
    @FunctionalInterface
    interface Launch {
        /** Its standard output is to be read; the rest goes to the log. */
        Process start(ProcessRole role, String name, int port, Path log) throws IOException;
    }

    /** The command line of one of our own processes. */
    static List<String> options(ProcessRole role, String name, int port, Path ledger, Path harm) {
        return List.of(
                "fire-process",
                "--role=" + role,
                "--name=" + name,
                "--port=" + port,
                "--ledger=" + ledger,
                "--harm=" + harm);
    }
}
