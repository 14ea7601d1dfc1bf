package io.pgqueue.testsupport;

import com.zaxxer.hikari.HikariConfig;
import com.zaxxer.hikari.HikariDataSource;
import io.zonky.test.db.postgres.embedded.EmbeddedPostgres;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.net.InetAddress;
import java.net.ServerSocket;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import org.awaitility.Awaitility;
import org.jspecify.annotations.Nullable;
import org.postgresql.ds.PGSimpleDataSource;
import org.springframework.util.FileSystemUtils;

/** A PostgreSQL of the test's own, always an embedded one, that it can kill and start again on the same data. */
public final class OwnServer implements AutoCloseable {

    private final Path data;
    private final int port;
    private final @Nullable ServerCertificate certificate;
    private final List<HikariDataSource> pools = new ArrayList<>();
    private @Nullable EmbeddedPostgres running;

    private OwnServer(Path data, int port, @Nullable ServerCertificate certificate) {
        this.data = data;
        this.port = port;
        this.certificate = certificate;
    }

    /** A server that runs. */
    public static OwnServer start() {
        return start(null);
    }

    /** One that also takes connections by TLS, with a certificate. */
    public static OwnServer start(@Nullable ServerCertificate certificate) {
        OwnServer server = stopped(certificate);
        server.restart();
        return server;
    }

    /** A server that does not run yet, at a port that will be its. */
    public static OwnServer stopped() {
        return stopped(null);
    }

    private static OwnServer stopped(@Nullable ServerCertificate certificate) {
        try (ServerSocket socket = new ServerSocket(0, 1, InetAddress.getLoopbackAddress())) {
            return new OwnServer(Files.createTempDirectory("pgqueue-server"), socket.getLocalPort(), certificate);
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    public String jdbcUrl() {
        return "jdbc:postgresql://localhost:" + port + "/postgres";
    }

    public String username() {
        return "postgres";
    }

    /** A source without a pool. */
    public PGSimpleDataSource direct() {
        PGSimpleDataSource direct = new PGSimpleDataSource();
        direct.setUrl(jdbcUrl());
        direct.setUser(username());
        direct.setConnectTimeout(5);
        return direct;
    }

    /** A pool that waits five seconds for a connection. */
    public synchronized HikariDataSource pool(int size) {
        HikariConfig config = new HikariConfig();
        config.setDataSource(direct());
        config.setMaximumPoolSize(size);
        config.setMinimumIdle(0);
        config.setConnectionTimeout(5_000);
        config.setInitializationFailTimeout(-1);
        HikariDataSource pool = new HikariDataSource(config);
        pools.add(pool);
        return pool;
    }

    /** Ends the server as a loss of power would; returns when nothing of it is left. */
    public void kill() {
        Path pidFile = data.resolve("postmaster.pid");
        try {
            ProcessHandle postmaster = ProcessHandle.of(
                            Long.parseLong(Files.readAllLines(pidFile).get(0).strip()))
                    .orElseThrow();
            List<ProcessHandle> all = new ArrayList<>(postmaster.children().toList());
            all.add(0, postmaster);
            all.forEach(ProcessHandle::destroyForcibly);
            Awaitility.await()
                    .atMost(Duration.ofSeconds(30))
                    .until(() -> all.stream().noneMatch(ProcessHandle::isAlive));
            Files.deleteIfExists(pidFile);
            closeRunner(); // which holds a lock on the data, and finds nothing to stop
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    /** Starts it on what it had before. */
    public synchronized void restart() {
        try {
            EmbeddedPostgres.Builder builder = EmbeddedPostgres.builder()
                    .setPort(port)
                    .setDataDirectory(data.toFile())
                    .setCleanDataDirectory(false)
                    .setPGStartupWait(Duration.ofSeconds(60))
                    .setServerConfig("max_connections", "100")
                    // what the runner switches off, and without which a kill loses what was committed last
                    .setServerConfig("fsync", "on")
                    .setServerConfig("synchronous_commit", "on")
                    .setServerConfig("full_page_writes", "on");
            if (certificate != null) {
                builder.setServerConfig("ssl", "on")
                        .setServerConfig("ssl_cert_file", certificate.file().toString())
                        .setServerConfig("ssl_key_file", certificate.key().toString());
            }
            running = builder.start();
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    private synchronized void closeRunner() throws IOException {
        if (running != null) {
            running.close();
            running = null;
        }
    }

    @Override
    public synchronized void close() {
        pools.forEach(HikariDataSource::close);
        try {
            closeRunner();
            FileSystemUtils.deleteRecursively(data);
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }
}
