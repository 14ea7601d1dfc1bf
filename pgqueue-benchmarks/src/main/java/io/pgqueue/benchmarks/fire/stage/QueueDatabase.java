package io.pgqueue.benchmarks.fire.stage;

import io.pgqueue.autoconfigure.migration.MigrationSettings;
import io.pgqueue.autoconfigure.migration.SchemaMigrator;
import io.pgqueue.benchmarks.fire.ledger.Remains;
import io.pgqueue.benchmarks.fire.ledger.Remains.StoredTask;
import io.pgqueue.benchmarks.server.BenchDatabase;
import java.io.IOException;
import java.io.InputStream;
import java.nio.charset.StandardCharsets;
import java.sql.Array;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.TreeMap;
import javax.sql.DataSource;
import org.jspecify.annotations.Nullable;
import org.springframework.jdbc.core.JdbcTemplate;
import org.springframework.jdbc.datasource.DriverManagerDataSource;

/**
 * The database of a run: the queue's schema, which belongs to the migrator's role, an application's tables, and users with
 * the roles that the documentation gives to workers, producers and readers.
 */
public final class QueueDatabase {

    private static final String ROLES = "/io/pgqueue/db/roles.sql";

    private static final String APPLICATION = """
            create role fire_worker login in role pgqueue_worker;
            create role fire_producer login in role pgqueue_producer;
            create role fire_reader login in role pgqueue_reader;
            create schema app;
            create table app.mark (name text primary key);
            create table app.effect (task bigint not null, attempt int not null);
            create table app.account (id int primary key, balance bigint not null);
            insert into app.account values (0, 0), (1, 0);
            grant usage on schema app to fire_worker, fire_producer;
            grant insert on app.mark to fire_worker, fire_producer;
            grant insert on app.effect to fire_worker;
            grant select, update on app.account to fire_worker, fire_producer;
            """;

    private final BenchDatabase database;

    private QueueDatabase(BenchDatabase database) {
        this.database = database;
    }

    /** Installs all of it in a new database of a server. */
    public static QueueDatabase install(Server server) throws IOException, SQLException {
        server.database("postgres").execute("create database fire");
        QueueDatabase made = new QueueDatabase(server.database("fire"));
        new SchemaMigrator(made.as("postgres"), "pgqueue", MigrationSettings.standard()).afterPropertiesSet();
        JdbcTemplate jdbc = new JdbcTemplate(made.as("postgres"));
        try (InputStream script = Objects.requireNonNull(QueueDatabase.class.getResourceAsStream(ROLES), ROLES)) {
            jdbc.execute(new String(script.readAllBytes(), StandardCharsets.UTF_8));
        }
        jdbc.execute(APPLICATION);
        return made;
    }

    /** Sessions of a user, one for each use; {@code postgres} may do everything. */
    public DataSource as(String user) {
        return new DriverManagerDataSource(database.jdbcUrl() + "?connectTimeout=5&socketTimeout=20", user, "");
    }

    /** What is there in the end. */
    public Remains remains() {
        JdbcTemplate jdbc = new JdbcTemplate(as("postgres"));
        Map<Long, List<Integer>> effects = new TreeMap<>();
        jdbc.query("select task, attempt from app.effect", row -> {
            effects.computeIfAbsent(row.getLong(1), task -> new ArrayList<>()).add(row.getInt(2));
        });
        return new Remains(
                jdbc.query("""
                        select t.id, t.kind, t.status, t.attempt, t.pid, t.external_key, t.result #>> '{}' as run,
                               t.headers->>'pgqueue-slot' as slot, (t.headers->>'parent')::bigint as parent,
                               t.group_id, (t.headers->>'pgqueue-group')::bigint as last_of,
                               array(select (e->>'attempt')::int from jsonb_array_elements(t.errors) e) as errors
                        from pgqueue.tasks t order by t.id""", (row, number) -> task(row)),
                new HashSet<>(jdbc.queryForList("select name from app.mark", String.class)),
                effects,
                jdbc.queryForList("select id from pgqueue.outbox order by id", Long.class),
                count(jdbc, "select count(*) from pgqueue.lane"),
                count(jdbc, "select count(*) from pgqueue.task_group where finished_at is null"));
    }

    private static StoredTask task(ResultSet row) throws SQLException {
        return new StoredTask(
                row.getLong("id"),
                row.getString("kind"),
                row.getString("status"),
                row.getInt("attempt"),
                errors(row.getArray("errors")),
                row.getString("run"),
                row.getLong("pid"),
                row.getString("external_key"),
                row.getString("slot"),
                id(row, "parent"),
                id(row, "group_id"),
                id(row, "last_of"));
    }

    private static @Nullable Long id(ResultSet row, String column) throws SQLException {
        long id = row.getLong(column);
        return row.wasNull() ? null : id;
    }

    private static long count(JdbcTemplate jdbc, String sql) {
        return Objects.requireNonNull(jdbc.queryForObject(sql, Long.class));
    }

    private static List<Integer> errors(Array attempts) throws SQLException {
        return List.of((Integer[]) attempts.getArray());
    }
}
