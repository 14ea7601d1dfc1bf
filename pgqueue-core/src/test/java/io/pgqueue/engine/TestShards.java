package io.pgqueue.engine;

import static io.pgqueue.testsupport.TestQueue.QUICK;
import static io.pgqueue.testsupport.TestQueue.handler;

import io.pgqueue.Task;
import io.pgqueue.TaskInfo;
import io.pgqueue.TaskRegistration;
import io.pgqueue.TaskStatus;
import io.pgqueue.testsupport.SchemaInstaller;
import io.pgqueue.testsupport.TestCodec;
import io.pgqueue.testsupport.TestDatabase;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import javax.sql.DataSource;
import org.springframework.jdbc.core.JdbcTemplate;
import org.springframework.jdbc.support.JdbcTransactionManager;
import org.springframework.transaction.support.TransactionTemplate;

/** Three shards, each a database of its own, and engines on them. */
final class TestShards implements AutoCloseable {

    static final List<String> NAMES = List.of("a", "b", "c");

    /** Does nothing. */
    static final TaskRegistration PLAIN = handler("plain", QUICK, (payload, context) -> null);

    private final Map<String, TestDatabase> databases = new LinkedHashMap<>();
    private final Map<String, DataSource> pools = new LinkedHashMap<>();
    private final List<QueueEngine> engines = new ArrayList<>();

    TestShards() {
        NAMES.forEach(name -> {
            TestDatabase database = TestDatabase.withSchema();
            databases.put(name, database);
            pools.put(name, database.dataSource(20));
        });
    }

    /** An engine on shards of these names that handles these registrations; not started. */
    ShardedEngine engineOf(List<String> names, ShardSettings settings, TaskRegistration... registrations) {
        return engine(names.stream().map(this::definition).toList(), settings, registrations);
    }

    ShardedEngine engine(TaskRegistration... registrations) {
        return engineOf(NAMES, ShardSettings.standard(), registrations);
    }

    ShardedEngine engine(List<ShardDefinition> definitions, ShardSettings settings, TaskRegistration... registrations) {
        ShardedEngine engine = closed(ShardedEngine.of(definitions, settings));
        engine.open();
        engine.register(Arrays.asList(registrations));
        return engine;
    }

    ShardDefinition definition(String name) {
        return ShardDefinition.of(name, NAMES.indexOf(name), builder(dataSource(name), "pgqueue"));
    }

    static EngineBuilder builder(DataSource dataSource, String schema) {
        return PgQueueEngine.builder(dataSource, new TestCodec())
                .settings(EngineSettings.standard().withSchema(schema));
    }

    <T extends QueueEngine> T closed(T engine) {
        engines.add(engine);
        return engine;
    }

    DataSource dataSource(String name) {
        return pools.get(name);
    }

    /** Another schema in the database of a shard. */
    void install(String name, String schema) {
        SchemaInstaller.install(databases.get(name).direct(), schema);
    }

    JdbcTemplate jdbc(String name) {
        return new JdbcTemplate(databases.get(name).direct());
    }

    TransactionTemplate transaction(String name) {
        return new TransactionTemplate(new JdbcTransactionManager(dataSource(name)));
    }

    /** A key that is this shard's. */
    static String keyOf(ShardedEngine engine, String name) {
        return keyOf(engine, name, "key");
    }

    static String keyOf(ShardedEngine engine, String name, String prefix) {
        for (int i = 0; ; i++) {
            if (engine.shardOfKey(prefix + i).name().equals(name)) {
                return prefix + i;
            }
        }
    }

    /** Adds a task to a shard; its id. */
    static long add(ShardedEngine engine, String shard) {
        return engine.taskQueue()
                .enqueue(Task.of("plain", null).withShardKey(keyOf(engine, shard)))
                .taskId();
    }

    static TaskInfo await(ShardedEngine engine, long id, TaskStatus status) {
        Eventually.holds(() -> engine.taskAdmin()
                .find(id)
                .filter(task -> task.status() == status)
                .isPresent());
        return engine.taskAdmin().find(id).orElseThrow();
    }

    long tasks(String name) {
        Long count = jdbc(name).queryForObject("select count(*) from pgqueue.tasks", Long.class);
        return count == null ? -1 : count;
    }

    @Override
    public void close() {
        engines.forEach(QueueEngine::close);
        databases.values().forEach(TestDatabase::close);
    }
}
