package io.pgqueue.testsupport;

import io.zonky.test.db.postgres.embedded.EmbeddedPostgres;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.time.Duration;
import java.util.Optional;
import org.testcontainers.postgresql.PostgreSQLContainer;
import org.testcontainers.utility.DockerImageName;

/**
 * The one PostgreSQL of this JVM, started when it is first asked for and stopped with the JVM. It runs without fsync:
 * set that on where durability or speed is measured.
 *
 * @param host where it listens
 * @param port where it listens
 * @param username a superuser
 * @param password the superuser's password, empty when there is none
 */
record TestServer(String host, int port, String username, String password) {

    private static final String MAX_CONNECTIONS = "300";

    /** The server, the same one on every call. */
    static TestServer get() {
        return Holder.SERVER;
    }

    String jdbcUrl(String database) {
        return "jdbc:postgresql://%s:%d/%s".formatted(host, port, database);
    }

    private static TestServer start() {
        String kind = System.getProperty("pgqueue.test.database", "embedded");
        return switch (kind) {
            case "embedded" -> Embedded.start();
            case "container" -> Container.start();
            default ->
                throw new IllegalStateException(
                        "pgqueue.test.database is '%s'; use 'embedded' or 'container'".formatted(kind));
        };
    }

    private static final class Holder {
        static final TestServer SERVER = start();
    }

    /** Its own class, so that a module without the embedded PostgreSQL can still use a container. */
    private static final class Embedded {
        @SuppressWarnings("resource") // it stops itself with the JVM
        static TestServer start() {
            try {
                EmbeddedPostgres postgres = EmbeddedPostgres.builder()
                        .setPGStartupWait(Duration.ofSeconds(60))
                        .setServerConfig("max_connections", MAX_CONNECTIONS)
                        .start();
                return new TestServer("localhost", postgres.getPort(), "postgres", "");
            } catch (IOException e) {
                throw new UncheckedIOException("The embedded PostgreSQL did not start", e);
            }
        }
    }

    /** Its own class, so that a module without Testcontainers can still use the embedded PostgreSQL. */
    private static final class Container {
        @SuppressWarnings("resource") // the hook stops it
        static TestServer start() {
            String image = Optional.ofNullable(System.getenv("PGQUEUE_TEST_IMAGE"))
                    .filter(name -> !name.isBlank())
                    .orElse("postgres:18");
            PostgreSQLContainer postgres =
                    new PostgreSQLContainer(DockerImageName.parse(image).asCompatibleSubstituteFor("postgres"));
            postgres.withCommand("postgres", "-c", "max_connections=" + MAX_CONNECTIONS, "-c", "fsync=off");
            postgres.start();
            Runtime.getRuntime().addShutdownHook(new Thread(postgres::stop, "stop-postgres-container"));
            return new TestServer(
                    postgres.getHost(),
                    postgres.getMappedPort(PostgreSQLContainer.POSTGRESQL_PORT),
                    postgres.getUsername(),
                    postgres.getPassword());
        }
    }
}
