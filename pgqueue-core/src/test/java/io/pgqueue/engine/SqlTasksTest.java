package io.pgqueue.engine;

import static io.pgqueue.testsupport.TestQueue.handler;
import static org.assertj.core.api.Assertions.assertThat;

import io.pgqueue.KindOptions;
import io.pgqueue.Task;
import io.pgqueue.TaskInfo;
import io.pgqueue.TaskStatus;
import io.pgqueue.testsupport.TestQueue;
import java.time.Duration;
import java.util.Map;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.springframework.jdbc.core.JdbcTemplate;

/** Kinds whose work is an SQL function, worked by an instance. */
@Tag("database")
class SqlTasksTest {

    private final TestQueue queue = new TestQueue();
    private JdbcTemplate jdbc;

    @BeforeEach
    void createFunctions() {
        jdbc = queue.jdbc();
        jdbc.execute("create table sale (item text, worked_by text)");
        jdbc.execute("""
                create function sell(payload jsonb) returns setof sale language plpgsql as $$
                begin
                    insert into sale values (payload ->> 'item', current_setting('application_name'));
                    if payload ->> 'item' = 'nothing' then
                        raise exception 'nothing is not sold in attempt %', current_setting('pgqueue.attempt');
                    end if;
                    return query select * from sale;
                end $$""");
        jdbc.execute("select pgqueue.register_sql_task('sell', 'sell(jsonb)', 2, '1 hour')");
    }

    @AfterEach
    void close() {
        queue.close();
    }

    @Test
    void anInstanceRunsThemInTheTransactionOfTheirSuccess() {
        PgQueueEngine engine = queue.engine(builder -> builder.sqlTasks(true));
        engine.processing().start();

        long id = engine.taskQueue()
                .enqueue(Task.of("sell", Map.of("item", "Teapot")))
                .taskId();

        TaskInfo done = queue.await(engine, id, TaskStatus.SUCCEEDED);
        assertThat(done.result()).isEqualTo("""
                {"rows": [{"item": "Teapot", "worked_by": "pgqueue:%1$d:sell"}], "table": "  item  |   worked_by    \\n\
                --------+----------------\\n Teapot | pgqueue:%1$d:sell\\n(1 row)", "attempt": 1}""".formatted(id));
        Eventually.passes(() -> assertThat(jdbc.queryForObject(
                        "select count(*) from pg_stat_activity where application_name like 'pgqueue:%'", Integer.class))
                .isZero());
        assertThat(jdbc.queryForObject("select pid from pgqueue.tasks", Long.class))
                .isEqualTo(ProcessHandle.current().pid());
        assertThat(engine.options().get("sell").maxAttempts()).isEqualTo(2);
    }

    @Test
    void anErrorUndoesTheWorkAndKeepsTheServersWords() {
        PgQueueEngine engine = queue.engine(builder ->
                builder.sqlTasks(true).settings(EngineSettings.standard().withDefaults(TestQueue.QUICK)));
        engine.processing().start();

        long id = engine.taskQueue()
                .enqueue(Task.of("sell", Map.of("item", "nothing")))
                .taskId();

        TaskInfo failed = queue.await(engine, id, TaskStatus.NO_ATTEMPTS_LEFT);
        assertThat(failed.errors())
                .extracting(error -> error.message())
                .containsExactly("nothing is not sold in attempt 1", "nothing is not sold in attempt 2");
        assertThat(jdbc.queryForObject("select count(*) from sale", Integer.class))
                .isZero();
    }

    @Test
    void theServerEndsWhatTakesLongerThanItsTimeout() {
        jdbc.execute("create function sleep(payload jsonb) returns void language sql as 'select pg_sleep(60)'");
        jdbc.execute("select pgqueue.register_sql_task('sleep', 'sleep(jsonb)', 1)");
        PgQueueEngine engine = queue.engine(builder -> builder.sqlTasks(true)
                .settings(EngineSettings.standard()
                        .withDefaults(KindOptions.none().withAttemptTimeout(Duration.ofMillis(300)))));
        engine.processing().start();

        long id = engine.taskQueue().enqueue(Task.of("sleep", null)).taskId();

        queue.await(engine, id, TaskStatus.NO_ATTEMPTS_LEFT);
    }

    @Test
    void withoutBeingAskedAnInstanceLeavesThemAlone() {
        PgQueueEngine engine = queue.engine();

        assertThat(engine.options()).isEmpty();
    }

    @Test
    void aHandlerInJavaGoesFirst() {
        PgQueueEngine engine =
                queue.engine(builder -> builder.sqlTasks(true), handler("sell", (payload, context) -> "in Java"));
        engine.processing().start();

        long id = engine.taskQueue()
                .enqueue(Task.of("sell", Map.of("item", "Teapot")))
                .taskId();

        assertThat(queue.await(engine, id, TaskStatus.SUCCEEDED).result()).isEqualTo("\"in Java\"");
    }
}
