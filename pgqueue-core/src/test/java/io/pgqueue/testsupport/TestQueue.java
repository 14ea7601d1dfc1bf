package io.pgqueue.testsupport;

import io.pgqueue.KindOptions;
import io.pgqueue.TaskInfo;
import io.pgqueue.TaskRegistration;
import io.pgqueue.TaskStatus;
import io.pgqueue.TaskWork;
import io.pgqueue.engine.EngineBuilder;
import io.pgqueue.engine.EngineSettings;
import io.pgqueue.engine.PgQueueEngine;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Map;
import java.util.function.UnaryOperator;
import javax.sql.DataSource;
import org.awaitility.Awaitility;
import org.springframework.jdbc.core.JdbcTemplate;

/** A new database with the schema, and engines on it, for tests. */
public final class TestQueue implements AutoCloseable {

    /** Options that let a test see retries without waiting. */
    public static final KindOptions QUICK = KindOptions.none().withRetryDelay(attempt -> Duration.ofMillis(10));

    private final TestDatabase database = TestDatabase.withSchema();
    private final List<PgQueueEngine> engines = new ArrayList<>();

    public DataSource dataSource() {
        return database.dataSource(20);
    }

    public TestDatabase database() {
        return database;
    }

    public JdbcTemplate jdbc() {
        return new JdbcTemplate(database.direct());
    }

    /** An engine with a pool of its own that handles these registrations; not started. */
    public PgQueueEngine engine(TaskRegistration... registrations) {
        return engine(UnaryOperator.identity(), registrations);
    }

    public PgQueueEngine engine(UnaryOperator<EngineBuilder> customizer, TaskRegistration... registrations) {
        return engineOn(dataSource(), customizer, registrations);
    }

    public PgQueueEngine engineOn(
            DataSource dataSource, UnaryOperator<EngineBuilder> customizer, TaskRegistration... registrations) {
        PgQueueEngine engine = customizer
                .apply(PgQueueEngine.builder(dataSource, new TestCodec()).settings(EngineSettings.standard()))
                .build();
        engines.add(engine);
        engine.register(Arrays.asList(registrations));
        return engine;
    }

    public static TaskRegistration handler(String kind, TaskWork<Map<String, Object>> work) {
        return handler(kind, QUICK, work);
    }

    public static TaskRegistration handler(String kind, KindOptions options, TaskWork<Map<String, Object>> work) {
        return TaskRegistration.of(kind, Map.class, options, work);
    }

    /** Waits until a task has a status, and returns it as it is then. */
    public TaskInfo await(PgQueueEngine engine, long taskId, TaskStatus status) {
        return Awaitility.await()
                .atMost(Duration.ofSeconds(30))
                .pollInterval(Duration.ofMillis(20))
                .until(
                        () -> engine.taskAdmin().find(taskId),
                        task -> task.isPresent() && task.get().status() == status)
                .orElseThrow();
    }

    /** Makes each instance that is there look dead, whatever it beats from now on; this is all that it had begun. */
    public void declareSilent(long begunTask) {
        jdbc().execute("create function pgqueue.stay_old() returns trigger language plpgsql as $$ begin "
                + "new.heartbeat_at := old.heartbeat_at; new.begun := old.begun; return new; end $$");
        jdbc().execute("create trigger stay_old before update of heartbeat_at on pgqueue.worker for each row "
                + "when (old.heartbeat_at < now() - interval '50 seconds') execute function pgqueue.stay_old()");
        jdbc().update(
                        "update pgqueue.worker set heartbeat_at = now() - interval '1 minute', begun = array[?::bigint]",
                        begunTask);
    }

    @Override
    public void close() {
        engines.forEach(PgQueueEngine::close);
        database.close();
    }
}
