package io.pgqueue.testsupport;

import java.io.IOException;
import java.io.InputStream;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.util.Objects;
import javax.sql.DataSource;
import org.postgresql.ds.PGSimpleDataSource;
import org.springframework.jdbc.core.JdbcTemplate;

/** The roles of {@code roles.sql} in a test's database, and users that have one each. */
public final class Roles {

    /** Of every such user. */
    public static final String PASSWORD = "secret";

    private static final String SCRIPT = "/io/pgqueue/db/roles.sql";

    private final TestDatabase database;

    private Roles(TestDatabase database) {
        this.database = database;
    }

    /** Runs the script on a database that has the schema, as its superuser. */
    public static Roles grant(TestDatabase database) {
        JdbcTemplate jdbc = new JdbcTemplate(database.direct());
        jdbc.execute(script());
        for (String role : new String[] {"migrator", "producer", "worker", "reader"}) {
            jdbc.execute("""
                do $$ begin
                    if to_regrole('test_%1$s') is null then
                        create role test_%1$s login password 'secret' in role pgqueue_%1$s;
                    end if;
                end $$\
                """.formatted(role));
        }
        // an application that works tasks and shows them
        jdbc.execute("""
            do $$ begin
                if to_regrole('test_application') is null then
                    create role test_application login password 'secret' in role pgqueue_worker, pgqueue_reader;
                end if;
            end $$\
            """);
        // what is created from now on is the migrator's
        jdbc.execute("alter role test_migrator set role pgqueue_migrator");
        return new Roles(database);
    }

    /**
     * Sessions of a user that has this role, and no other; {@code application} has those of the worker and the reader. None
     * of them but the migrator owns anything.
     */
    public DataSource of(String role) {
        PGSimpleDataSource dataSource = new PGSimpleDataSource();
        dataSource.setUrl(database.jdbcUrl());
        dataSource.setUser(user(role));
        dataSource.setPassword(PASSWORD);
        return dataSource;
    }

    /** The name of that user. */
    public static String user(String role) {
        return "test_" + role;
    }

    private static String script() {
        try (InputStream stream = Objects.requireNonNull(Roles.class.getResourceAsStream(SCRIPT), SCRIPT)) {
            return new String(stream.readAllBytes(), StandardCharsets.UTF_8);
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }
}
