package io.pgqueue.internal.store;

import static org.assertj.core.api.Assertions.assertThat;

import io.pgqueue.testsupport.Roles;
import io.pgqueue.testsupport.SchemaInstaller;
import io.pgqueue.testsupport.TestDatabase;
import java.sql.SQLException;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;

/** What each role is there for, done by a user that has it alone. */
@Tag("database")
class RoleDutiesSqlTest {

    private static TestDatabase database;
    private static Roles roles;

    @BeforeAll
    static void grant() {
        database = TestDatabase.withSchema();
        roles = Roles.grant(database);
    }

    @AfterAll
    static void drop() {
        database.close();
    }

    @Test
    void aProducerAddsAndCancels() throws SQLException {
        try (QueueSession admin = admin();
                QueueSession producer = session("producer")) {
            admin.run("select pgqueue.register_kind('mail')");
            producer.run("select pgqueue.enqueue('mail', '1', notify => true)");
            producer.run("select pgqueue.enqueue_many('mail', '{2,3}', '{a,b}')");

            assertThat(producer.text("select pgqueue.cancel_task('mail', 'a')")).isEqualTo("cancelled");
        }
    }

    @Test
    void aProducerEndsAGroup() throws SQLException {
        try (QueueSession admin = admin();
                QueueSession producer = session("producer")) {
            admin.run("select pgqueue.register_kind('mail')");
            producer.run("select pgqueue.enqueue_group('mail', '{1}', '{\"kind\": \"mail\"}', external_keys =>"
                    + " '{of-a-group}')");

            assertThat(producer.text("select pgqueue.cancel_task('mail', 'of-a-group')"))
                    .isEqualTo("cancelled");

            assertThat(admin.number(
                            "select count(*) from pgqueue.task_group g join pgqueue.task t on t.id = g.done_task"))
                    .isOne();
        }
    }

    @Test
    void aReaderReads() throws SQLException {
        try (QueueSession reader = session("reader")) {
            assertThat(reader.number("select count(*) from pgqueue.tasks where payload = 'null'"))
                    .isZero();
        }
    }

    @Test
    void aWorkerRunsFunctionsWithItsOwnRights() throws SQLException {
        try (QueueSession admin = admin();
                QueueSession worker = session("worker")) {
            admin.run("create function who(payload jsonb) returns text language sql as 'select current_user'");
            admin.run("select pgqueue.register_sql_task('who', 'who(jsonb)')");
            admin.run("create table treasure (coins int)");
            admin.run("create function rob(payload jsonb) returns bigint language sql as 'select count(*) from"
                    + " treasure'");
            admin.run("select pgqueue.register_sql_task('rob', 'rob(jsonb)')");
            admin.run("create function rob_queue(payload jsonb) returns bigint language sql as"
                    + " 'select count(*) from pgqueue.task'");
            admin.run("select pgqueue.register_sql_task('rob-queue', 'rob_queue(jsonb)')");
            worker.run("select pgqueue.enqueue(k) from unnest('{who,rob,rob-queue}'::text[]) k");

            assertThat(worker.number("call pgqueue.process_tasks()")).isEqualTo(3);

            assertThat(admin.text("select result ->> 'value' from pgqueue.tasks where kind = 'who'"))
                    .isEqualTo("test_worker");
            assertThat(admin.query(
                            "select errors -> 0 ->> 'message' from pgqueue.tasks where kind like 'rob%' order by 1",
                            row -> row.getString(1)))
                    .containsExactly("permission denied for table task", "permission denied for table treasure");
        }
    }

    @Test
    void aWorkerIsKnownByItsSessionAndItsTasksAreRescuedWhenThatIsGone() throws SQLException {
        long pid;
        try (QueueSession admin = admin();
                QueueSession worker = session("worker")) {
            admin.run("select pgqueue.register_kind('report')");
            worker.run("select pgqueue.enqueue('report')");
            worker.run("select pgqueue.get_task('{report}')");
            pid = worker.number("select pg_backend_pid()");
            assertThat(admin.number("call pgqueue.check_hung_tasks()")).isZero();
            assertThat(admin.text("select backend_start is not null from pgqueue.worker where ended_at is null"))
                    .isEqualTo("t");
        }
        try (QueueSession admin = admin();
                QueueSession other = session("worker")) {
            org.awaitility.Awaitility.await()
                    .until(() -> admin.number("select count(*) from pg_stat_activity where pid = ?", pid) == 0);
            assertThat(other.number("call pgqueue.check_hung_tasks()")).isOne();
        }
    }

    @Test
    void theMigratorOwnsAllAndMigrates() throws SQLException {
        try (QueueSession admin = admin()) {
            // which the installer of the tests asks for even where the schema is there
            admin.run("grant create on database " + database.name() + " to pgqueue_migrator");
        }
        SchemaInstaller.install(roles.of("migrator"));
        try (QueueSession migrator = session("migrator")) {
            migrator.run("update pgqueue.kind set max_attempts = 3");
            migrator.run("alter table pgqueue.task add column extra int");
            migrator.run("alter table pgqueue.task drop column extra");
            migrator.run("create function pgqueue.extra() returns int language sql as 'select 1'");
            migrator.run("select pgqueue.grant_roles()");
            migrator.run("drop function pgqueue.extra()");
        }
        try (QueueSession admin = admin()) {
            assertThat(admin.query("""
                select relname from pg_class where relnamespace = 'pgqueue'::regnamespace
                  and pg_get_userbyid(relowner) <> 'pgqueue_migrator'\
                """, row -> row.getString(1))).isEmpty();
            assertThat(admin.number("""
                select count(*) from pg_proc where pronamespace = 'pgqueue'::regnamespace
                  and pg_get_userbyid(proowner) <> 'pgqueue_migrator'\
                """)).isZero();
        }
    }

    @Test
    void theScriptMayBeRunAgainAndForAnotherSchema() throws SQLException {
        Roles.grant(database);
        SchemaInstaller.install(database.direct(), "jobs");
        try (QueueSession admin = admin()) {
            admin.run("set pgqueue.schema = 'jobs'");
            admin.run(java.nio.file.Files.readString(
                    java.nio.file.Path.of("src/main/resources/io/pgqueue/db/roles.sql")));
            assertThat(admin.text("select has_function_privilege('jobs_producer', 'jobs.cancel(bigint, text)',"
                            + " 'execute')::text || has_function_privilege('pgqueue_producer', 'jobs.cancel(bigint, text)',"
                            + " 'execute')"))
                    .isEqualTo("truefalse");
        } catch (java.io.IOException e) {
            throw new java.io.UncheckedIOException(e);
        }
    }

    private static QueueSession session(String role) throws SQLException {
        return new QueueSession(roles.of(role).getConnection(), "pgqueue");
    }

    private static QueueSession admin() throws SQLException {
        return new QueueSession(database.direct().getConnection(), "pgqueue");
    }
}
