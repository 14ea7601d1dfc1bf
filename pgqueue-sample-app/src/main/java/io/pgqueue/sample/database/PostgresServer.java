package io.pgqueue.sample.database;

import io.zonky.test.db.postgres.util.LinuxUtils;
import java.io.File;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.stream.Stream;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;
import org.springframework.util.FileSystemUtils;

/**
 * One PostgreSQL server, driven by its own tools. Not by the runner that comes with its binaries: that one stops the
 * server from a shutdown hook of its own, while the application still waits for its running tasks.
 *
 * <p>Nothing here is safe for use by several processes; {@link DirectoryLock} sees to that.
 */
final class PostgresServer {

    private static final Logger log = LoggerFactory.getLogger(PostgresServer.class);

    private final Path binaries;
    private final Path home;
    private final Path data;

    PostgresServer(Path binaries, Path home) {
        this.binaries = binaries;
        this.home = home;
        this.data = home.resolve("data");
    }

    /** Ends the server that a killed process left behind, and removes what it left in the data directory. */
    void endOrphan() throws IOException {
        Path pidFile = data.resolve("postmaster.pid");
        if (!Files.exists(pidFile)) {
            return;
        }
        Optional<ProcessHandle> orphan = serverProcess(pidFile);
        if (orphan.isEmpty()) {
            // the number may be another program's by now, and PostgreSQL would refuse to start beside it
            Files.delete(pidFile);
            return;
        }
        log.info(
                "Ending the PostgreSQL that an earlier run left behind, process {}",
                orphan.get().pid());
        if (pgCtl("stop", "-m", "fast", "-t", "10") != 0 && pgCtl("stop", "-m", "immediate", "-t", "30") != 0) {
            throw failure("The PostgreSQL that an earlier run left behind does not end");
        }
    }

    /** Creates the database cluster if it is not there. */
    void initialize() throws IOException {
        if (Files.exists(data)) {
            return;
        }
        // a cluster whose creation was killed must not look like a complete one
        Path draft = home.resolve("data-draft");
        FileSystemUtils.deleteRecursively(draft);
        int exit = run(List.of(
                tool("initdb"),
                "--pgdata=" + draft,
                "--username=" + EmbeddedDatabase.USER,
                "--auth=trust",
                "--encoding=UTF8",
                "--locale=C"));
        if (exit != 0) {
            throw failure("PostgreSQL could not create its files");
        }
        Files.move(draft, data, StandardCopyOption.ATOMIC_MOVE);
    }

    /** Starts the server and waits until it accepts connections. */
    void start(int port) throws IOException {
        String logFile = home.resolve("postgres.log").toString();
        if (pgCtl("start", "-l", logFile, "-t", "60", "-o", "-p " + port) != 0) {
            throw failure("PostgreSQL did not start on port " + port + "; its log is " + logFile);
        }
    }

    /** Ends all sessions and stops the server. */
    void stop() throws IOException {
        if (pgCtl("stop", "-m", "fast", "-t", "30") != 0) {
            throw failure("PostgreSQL did not stop");
        }
    }

    private Optional<ProcessHandle> serverProcess(Path pidFile) throws IOException {
        List<String> lines = Files.readAllLines(pidFile);
        if (lines.isEmpty() || !lines.get(0).matches("\\d+")) {
            return Optional.empty();
        }
        return ProcessHandle.of(Long.parseLong(lines.get(0))).filter(this::isServerOfThisDirectory);
    }

    private boolean isServerOfThisDirectory(ProcessHandle process) {
        ProcessHandle.Info info = process.info();
        boolean postgres = info.command()
                .map(command -> String.valueOf(Path.of(command).getFileName()))
                .filter(name -> name.equals("postgres") || name.equals("postgres.exe"))
                .isPresent();
        // some systems do not tell the arguments of a process
        boolean here = info.arguments()
                .map(all -> List.of(all).contains(data.toString()))
                .orElse(true);
        return postgres && here;
    }

    private int pgCtl(String action, String... options) throws IOException {
        List<String> command = new ArrayList<>(List.of(tool("pg_ctl"), action, "-w", "-D", data.toString()));
        command.addAll(List.of(options));
        return run(command);
    }

    private String tool(String name) {
        return binaries.resolve(name).toString();
    }

    private int run(List<String> command) throws IOException {
        List<String> whole = new ArrayList<>();
        if (LinuxUtils.isUnshareAvailable()) {
            // PostgreSQL refuses to run as root; in a user namespace of its own it is nobody
            whole.addAll(List.of("unshare", "-U"));
        }
        whole.addAll(command);
        // to a file and not a pipe: the server inherits it, and a pipe would stay open as long as it runs
        Process process = new ProcessBuilder(whole)
                .redirectErrorStream(true)
                .redirectOutput(ProcessBuilder.Redirect.to(output()))
                .start();
        try {
            return process.waitFor();
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            throw new IOException("Interrupted while waiting for " + command.get(0), e);
        }
    }

    private File output() {
        return home.resolve("output.log").toFile();
    }

    private IOException failure(String what) throws IOException {
        try (Stream<String> lines = Files.lines(output().toPath())) {
            return new IOException(
                    what + ": " + String.join(" ", lines.toList()).strip());
        }
    }
}
