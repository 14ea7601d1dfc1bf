package io.pgqueue.benchmarks.fire.stage;

import io.pgqueue.benchmarks.server.BenchDatabase;
import io.zonky.test.db.postgres.embedded.EmbeddedPostgres;
import java.io.IOException;
import java.net.InetAddress;
import java.net.ServerSocket;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.sql.Connection;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.sql.Statement;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.TreeMap;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.locks.LockSupport;
import org.jspecify.annotations.Nullable;

/** A PostgreSQL of the run's own, with fsync, that is started and stopped like one on a machine of its own. */
public final class Server implements AutoCloseable {

    /** What differs from the server's defaults; the first does not. */
    public static final Map<String, String> SETTINGS = new TreeMap<>(Map.of(
            "fsync", "on",
            "max_connections", "150",
            "shared_buffers", "64MB",
            "max_wal_size", "96MB",
            "min_wal_size", "32MB",
            "deadlock_timeout", "200ms",
            "timezone", "UTC"));

    private static final Optional<Path> FAKETIME = List.of("x86_64", "aarch64").stream()
            .map(machine -> Path.of("/usr/lib/" + machine + "-linux-gnu/faketime/libfaketimeMT.so.1"))
            .filter(Files::exists)
            .findFirst();
    private static final Duration PATIENCE = Duration.ofSeconds(60);
    private static final long LOOK_NANOS = TimeUnit.MILLISECONDS.toNanos(50);

    private final Path data;
    private final Path clock;
    private final Path log;
    private final int port;
    private final String programs;
    private @Nullable Process postmaster; // the runner's, but for looks

    private Server(Path data, Path folder, int port, String programs) {
        this.data = data;
        this.clock = folder.resolve("clock");
        this.log = folder.resolve("server.log");
        this.port = port;
        this.programs = programs;
    }

    /**
     * Makes a server that runs.
     *
     * @param data where its data are to be: a folder that is not there yet
     * @param folder for its log
     */
    public static Server create(Path data, Path folder) throws IOException {
        int port = freePort();
        EmbeddedPostgres embedded = EmbeddedPostgres.builder()
                .setPort(port)
                .setDataDirectory(data.toFile())
                .setCleanDataDirectory(false)
                .setPGStartupWait(PATIENCE)
                .start();
        String programs;
        try (embedded;
                Connection connection = embedded.getPostgresDatabase().getConnection();
                Statement statement = connection.createStatement();
                ResultSet row = statement.executeQuery("select setting from pg_config where name = 'BINDIR'")) {
            row.next();
            programs = row.getString(1);
        } catch (SQLException e) {
            throw new IOException(e);
        }
        Server server = new Server(data, folder, port, programs);
        server.setClock(Duration.ZERO);
        server.start();
        return server;
    }

    /** Its database of this name, as its superuser. */
    public BenchDatabase database(String name) {
        return new BenchDatabase("localhost", port, name, "postgres");
    }

    public int port() {
        return port;
    }

    /** Starts it, unless it runs, and returns once it takes connections. */
    public void start() throws IOException {
        long end = System.nanoTime() + PATIENCE.toNanos();
        while (!takesConnections()) {
            Process process = postmaster;
            if (process == null || !process.isAlive()) {
                launch();
            }
            if (end - System.nanoTime() < 0) {
                throw new IOException("the server does not start; see " + log);
            }
            LockSupport.parkNanos(LOOK_NANOS);
        }
    }

    /** Whether it was started and has not ended. */
    public boolean isRunning() {
        Process process = postmaster;
        return process != null && process.isAlive();
    }

    /** {@code pg_ctl stop -m immediate}: as after a loss of power it has to recover. */
    public void stopImmediately() throws IOException, InterruptedException {
        Commands.run(asServer(List.of(programs + "/pg_ctl", "stop", "-D", data.toString(), "-m", "immediate", "-W")));
        Process process = postmaster;
        if (process != null && !process.waitFor(PATIENCE.toSeconds(), TimeUnit.SECONDS)) {
            throw new IOException("the server did not stop");
        }
    }

    /** Stops all of its processes where they are. */
    public void pause() throws IOException {
        Commands.signal("STOP", processes());
    }

    public void resume() throws IOException {
        Commands.signal("CONT", processes());
    }

    /** Whether its clock can be moved. */
    public static Optional<String> whyNoClock() {
        return FAKETIME.isPresent()
                ? Optional.empty()
                : Optional.of("there is no libfaketime on this machine (Debian's package libfaketime)");
    }

    /** Moves its clock by so much against the machine's; it follows within a second. */
    public void setClock(Duration ahead) throws IOException {
        Path next = clock.resolveSibling("clock.next");
        Files.writeString(next, String.format("%+d\n", ahead.toSeconds()));
        Files.move(next, clock, StandardCopyOption.ATOMIC_MOVE);
    }

    @Override
    public void close() throws IOException {
        Process process = postmaster;
        if (process == null) {
            return;
        }
        Commands.signal("CONT", processes());
        Commands.signal("INT", List.of(process.pid()));
        try {
            if (!process.waitFor(PATIENCE.toSeconds(), TimeUnit.SECONDS)) {
                process.destroyForcibly().waitFor();
            }
        } catch (InterruptedException e) {
            process.destroyForcibly();
            Thread.currentThread().interrupt();
        }
    }

    private List<Long> processes() {
        Process process = postmaster;
        List<Long> pids = new ArrayList<>();
        if (process != null) {
            pids.add(process.pid());
            process.descendants().forEach(child -> pids.add(child.pid()));
        }
        return pids;
    }

    private void launch() throws IOException {
        List<String> command =
                new ArrayList<>(List.of(programs + "/postgres", "-D", data.toString(), "-p", Integer.toString(port)));
        SETTINGS.forEach((name, value) -> command.addAll(List.of("-c", name + "=" + value)));
        ProcessBuilder builder = new ProcessBuilder(asServer(command))
                .redirectErrorStream(true)
                .redirectOutput(ProcessBuilder.Redirect.appendTo(log.toFile()));
        if (FAKETIME.isPresent()) {
            builder.environment()
                    .putAll(Map.of(
                            "LD_PRELOAD", FAKETIME.get().toString(),
                            "FAKETIME_TIMESTAMP_FILE", clock.toString(),
                            "FAKETIME_CACHE_DURATION", "1",
                            "FAKETIME_DONT_FAKE_MONOTONIC", "1",
                            "FAKETIME_DISABLE_SHM", "1"));
        }
        postmaster = builder.start();
    }

    /** PostgreSQL refuses to run as root; in a namespace of its own nobody is that. */
    private static List<String> asServer(List<String> command) {
        if (!Commands.isRoot()) {
            return command;
        }
        List<String> unshared = new ArrayList<>(List.of("unshare", "-U"));
        unshared.addAll(command);
        return unshared;
    }

    private boolean takesConnections() {
        try {
            return isRunning() && database("postgres").number("select 1") == 1;
        } catch (SQLException e) {
            // it starts, or recovers
            return false;
        }
    }

    private static int freePort() throws IOException {
        try (ServerSocket socket = new ServerSocket(0, 1, InetAddress.getLoopbackAddress())) {
            return socket.getLocalPort();
        }
    }
}
