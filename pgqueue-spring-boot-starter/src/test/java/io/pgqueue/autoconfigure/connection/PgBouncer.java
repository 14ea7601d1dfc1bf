package io.pgqueue.autoconfigure.connection;

import static org.awaitility.Awaitility.await;

import io.pgqueue.testsupport.TestDatabase;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.net.InetAddress;
import java.net.ServerSocket;
import java.net.Socket;
import java.net.URI;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.stream.Stream;
import org.springframework.util.FileSystemUtils;

/** A PgBouncer in transaction mode before a database, with few connections to the server. */
final class PgBouncer implements AutoCloseable {

    static final int SERVER_CONNECTIONS = 4;

    private final Path directory;
    private final Process process;
    private final String jdbcUrl;

    PgBouncer(TestDatabase database) {
        try {
            int port = freePort();
            this.directory = Files.createTempDirectory("pgqueue-pgbouncer");
            this.jdbcUrl = "jdbc:postgresql://localhost:" + port + "/" + database.name();
            this.process = new ProcessBuilder(
                            "pgbouncer",
                            Files.writeString(directory.resolve("pgbouncer.ini"), settings(database, port))
                                    .toString())
                    .redirectErrorStream(true)
                    .redirectOutput(directory.resolve("log").toFile())
                    .start();
            await().atMost(Duration.ofSeconds(20)).until(() -> isReachable(port));
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    /** Whether there is one on this machine. */
    static boolean isInstalled() {
        return Stream.of(System.getenv("PATH").split(":"))
                .anyMatch(folder -> Files.isExecutable(Path.of(folder, "pgbouncer")));
    }

    /** Without prepared statements on the server, which PgBouncer before 1.21 does not follow. */
    String jdbcUrl() {
        return jdbcUrl + "?prepareThreshold=0";
    }

    @Override
    public void close() {
        process.destroyForcibly().onExit().join();
        try {
            FileSystemUtils.deleteRecursively(directory);
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    private static String settings(TestDatabase database, int port) {
        URI server = URI.create(database.jdbcUrl().substring("jdbc:".length()));
        return """
            [databases]
            %s = host=%s port=%d dbname=%s user=%s%s
            [pgbouncer]
            listen_addr = localhost
            listen_port = %d
            unix_socket_dir =
            auth_type = any
            pool_mode = transaction
            default_pool_size = %d
            ignore_startup_parameters = extra_float_digits
            application_name_add_host = 0
            %s
            """.formatted(
                        database.name(),
                        server.getHost(),
                        server.getPort(),
                        database.name(),
                        database.username(),
                        database.password().isEmpty() ? "" : " password='" + database.password() + "'",
                        port,
                        SERVER_CONNECTIONS,
                        // it does not run as root
                        System.getProperty("user.name").equals("root") ? "user = nobody" : "");
    }

    private static int freePort() throws IOException {
        try (ServerSocket socket = new ServerSocket(0, 1, InetAddress.getLoopbackAddress())) {
            return socket.getLocalPort();
        }
    }

    private boolean isReachable(int port) throws IOException {
        if (!process.isAlive()) {
            throw new IllegalStateException(Files.readString(directory.resolve("log")));
        }
        try (Socket socket = new Socket(InetAddress.getLoopbackAddress(), port)) {
            return socket.isConnected();
        } catch (IOException e) {
            return false;
        }
    }
}
