package io.pgqueue.sample.database;

import java.io.IOException;
import java.net.InetAddress;
import java.net.ServerSocket;
import java.nio.file.Files;
import java.nio.file.Path;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * A PostgreSQL of this process alone, in a directory that outlives it. It is durable: what was committed is there
 * again after a kill of this process, of the server, or of both.
 *
 * <p>The server accepts connections from this machine only, and trusts them.
 */
final class EmbeddedDatabase implements AutoCloseable {

    static final String USER = "postgres";

    private static final Logger log = LoggerFactory.getLogger(EmbeddedDatabase.class);

    private final DirectoryLock lock;
    private final PostgresServer server;
    private final int port;

    private EmbeddedDatabase(DirectoryLock lock, PostgresServer server, int port) {
        this.lock = lock;
        this.server = server;
        this.port = port;
    }

    /**
     * Starts the server, after ending one that a killed process left behind on the same data.
     *
     * @param directory created if it is not there
     * @param port 0 for any that is free
     * @throws DirectoryInUseException if another process that is alive uses the directory
     */
    static EmbeddedDatabase start(Path directory, int port) throws IOException {
        Path home = Files.createDirectories(directory.toAbsolutePath().normalize());
        DirectoryLock lock = DirectoryLock.acquire(home);
        try {
            // whoever runs the sample inside a working copy should not commit a database
            Files.writeString(home.resolve(".gitignore"), "*\n");
            PostgresServer server = new PostgresServer(PostgresBinaries.unpack(home), home);
            server.endOrphan();
            server.initialize();
            int chosen = port == 0 ? freePort() : port;
            server.start(chosen);
            EmbeddedDatabase database = new EmbeddedDatabase(lock, server, chosen);
            log.info("Embedded PostgreSQL runs at {} with its data in {}", database.jdbcUrl(), home);
            return database;
        } catch (IOException | RuntimeException e) {
            lock.close();
            throw e;
        }
    }

    String jdbcUrl() {
        return "jdbc:postgresql://localhost:" + port + "/postgres";
    }

    /** Stops the server and frees the directory. */
    @Override
    public void close() throws IOException {
        try {
            server.stop();
            log.info("Embedded PostgreSQL stopped");
        } finally {
            lock.close();
        }
    }

    private static int freePort() throws IOException {
        try (ServerSocket socket = new ServerSocket(0, 1, InetAddress.getLoopbackAddress())) {
            return socket.getLocalPort();
        }
    }
}
