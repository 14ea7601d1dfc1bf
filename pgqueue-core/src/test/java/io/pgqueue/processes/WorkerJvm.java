package io.pgqueue.processes;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import io.pgqueue.testsupport.TestDatabase;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.io.Writer;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.concurrent.TimeUnit;

/** A {@link WorkerProcess} as its test sees it. Its output goes to a file, so that it never waits for a reader. */
public final class WorkerJvm implements AutoCloseable {

    private static final Duration PATIENCE = Duration.ofMinutes(4);

    private final Process process;
    private final Path output;
    private final Ledger ledger;
    private final Writer commands;

    private WorkerJvm(Process process, Path output, Ledger ledger) {
        this.process = process;
        this.output = output;
        this.ledger = ledger;
        this.commands = process.outputWriter(StandardCharsets.US_ASCII);
    }

    /**
     * Starts a process.
     *
     * @param directory where its files are to be, named after {@code name}
     */
    public static WorkerJvm launch(TestDatabase database, Path directory, String name, Options options)
            throws IOException {
        Path output = directory.resolve(name + ".log");
        Path ledger = directory.resolve(name + ".ledger");
        List<String> command = List.of(
                Path.of(System.getProperty("java.home"), "bin", "java").toString(),
                "-Xmx128m",
                "-XX:+UseSerialGC",
                "-XX:TieredStopAtLevel=1",
                "-Dlogback.configurationFile="
                        + System.getProperty("logback.configurationFile", "logback-core-tests.xml"),
                "-cp",
                options.classPath,
                options.program,
                database.jdbcUrl(),
                database.username(),
                database.password(),
                ledger.toString(),
                String.valueOf(options.backendCheck),
                String.valueOf(options.stopTimeout.toMillis()));
        Process process = new ProcessBuilder(command)
                .redirectErrorStream(true)
                .redirectOutput(output.toFile())
                .start();
        return new WorkerJvm(process, output, new Ledger(ledger));
    }

    public void awaitReady() {
        awaitOutput("READY");
    }

    /** Waits until the process has printed a text. */
    void awaitOutput(String text) {
        await(text).atMost(PATIENCE).pollInterval(Duration.ofMillis(20)).until(() -> {
            assertThat(process.isAlive() || output().contains(text)).isTrue();
            return output().contains(text);
        });
    }

    public void startProcessing() {
        command("start");
    }

    /** Lets its handlers end. A frozen process obeys when it thaws. */
    public void openGate() {
        command("open");
    }

    /** SIGKILL: the process has no chance to clean up. */
    void kill() throws InterruptedException {
        process.destroyForcibly();
        awaitEnd();
    }

    /** SIGTERM, as an orchestrator sends it. */
    void terminate() {
        // not destroy(): that closes the process's input, too, at which it would end by itself
        signal("-TERM");
    }

    /** SIGSTOP: the process stands still, with all its connections open. */
    void freeze() {
        signal("-STOP");
    }

    /** SIGCONT: the process goes on as if nothing had happened. */
    void thaw() {
        signal("-CONT");
    }

    /** Tells the process to end by itself, and waits until it has. */
    void end() throws IOException, InterruptedException {
        commands.close();
        awaitEnd();
    }

    /** Waits for the end of the process; its exit code. */
    int awaitEnd() throws InterruptedException {
        assertThat(process.waitFor(PATIENCE.toSeconds(), TimeUnit.SECONDS))
                .as("process %d has ended", pid())
                .isTrue();
        return process.exitValue();
    }

    boolean isAlive() {
        return process.isAlive();
    }

    long pid() {
        return process.pid();
    }

    public Ledger ledger() {
        return ledger;
    }

    public String output() {
        try {
            return Files.readString(output);
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    /** Kills the process if it still lives, even if it is frozen. */
    @Override
    public void close() {
        process.destroyForcibly();
        process.onExit().join();
    }

    private void command(String command) {
        try {
            commands.write(command + "\n");
            commands.flush();
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    private void signal(String signal) {
        try {
            Process kill = new ProcessBuilder("sh", "-c", "kill " + signal + " " + pid()).start();
            assertThat(kill.onExit().join().exitValue())
                    .as("exit code of kill %s", signal)
                    .isZero();
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    /**
     * How a worker process differs from others.
     *
     * @param program name of its main class
     */
    public record Options(boolean backendCheck, Duration stopTimeout, String classPath, String program) {
        public static final Options STANDARD = new Options(
                true, Duration.ofSeconds(10), System.getProperty("java.class.path"), WorkerProcess.class.getName());

        Options withBackendCheck(boolean backendCheck) {
            return new Options(backendCheck, stopTimeout, classPath, program);
        }

        Options withStopTimeout(Duration stopTimeout) {
            return new Options(backendCheck, stopTimeout, classPath, program);
        }

        public Options withClassPath(String classPath) {
            return new Options(backendCheck, stopTimeout, classPath, program);
        }

        Options withProgram(Class<?> program) {
            return new Options(backendCheck, stopTimeout, classPath, program.getName());
        }
    }
}
