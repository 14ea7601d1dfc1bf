package io.pgqueue.internal.store;

import static org.assertj.core.api.Assertions.assertThat;

import java.sql.SQLException;
import java.util.List;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.RegisterExtension;

/** Limits hold for sessions that work tasks in SQL, too: by process_tasks, and by get_task. */
@Tag("database")
class SessionLimitSqlTest {

    private static final int TASKS = 300;

    @RegisterExtension
    static final QueueDatabase database = new QueueDatabase();

    private QueueSession session;

    @BeforeEach
    void registerAFunctionThatCountsWhatRuns() throws SQLException {
        session = database.session();
        session.run("create function running(payload jsonb) returns bigint language sql as"
                + " 'select count(*) from pgqueue.task where status = 2'");
        session.run("select pgqueue.register_sql_task('counting', 'running(jsonb)')");
        session.run("select pgqueue.set_limits('counting', max_running => 2)");
    }

    @AfterEach
    void clean() throws SQLException {
        session.run("drop trigger if exists note_commit on pgqueue.task");
        session.run("drop function if exists running(jsonb), note_commit()");
        session.run("drop table if exists noted");
        session.run("truncate pgqueue.sql_task");
    }

    @Test
    void sessionsOfEitherSortTogetherNeverRunMoreThanMay() throws Exception {
        new Limits(session, session.kind("counting")).add(null, TASKS);

        database.inParallel(4, (thread, number) -> {
            while (thread.number("select count(*) from pgqueue.task") > 0) {
                if (number < 2) {
                    thread.run("call pgqueue.process_tasks('{counting}', 10)");
                } else {
                    takeOne(thread);
                }
            }
        });

        assertThat(session.number("select count(*) from pgqueue.tasks where status = 'succeeded'"))
                .isEqualTo(TASKS);
        assertThat(session.number("select max((result -> 'value')::int) from pgqueue.tasks"))
                .as("most at once")
                .isEqualTo(2);
        assertThat(session.number("select count(*) from pgqueue.limit_slot")).isZero();
    }

    /** When a claim commits, as a deferred trigger sees it. */
    @Test
    void aClaimWithinLimitsIsDurableAndNoOtherHasToBe() throws SQLException {
        session.run("select pgqueue.register_sql_task('plain', 'running(jsonb)')");
        session.run("select pgqueue.enqueue('counting'), pgqueue.enqueue('plain')");
        session.run("create table noted (kind int, durable text)");
        session.run(
                "create function note_commit() returns trigger language plpgsql as $$ begin"
                        + " insert into public.noted values (new.kind, current_setting('synchronous_commit')); return null; end $$");
        session.run("create constraint trigger note_commit after update on pgqueue.task deferrable initially deferred"
                + " for each row when (new.status = 2) execute function note_commit()");
        session.run("set synchronous_commit = on");

        assertThat(session.number("call pgqueue.process_tasks()")).isEqualTo(2);

        assertThat(session.query(
                        "select k.name || ' ' || n.durable from noted n join pgqueue.kind k on k.id = n.kind",
                        row -> row.getString(1)))
                .containsExactlyInAnyOrder("counting on", "plain off");
    }

    private static void takeOne(QueueSession session) throws SQLException {
        List<String> claims = session.query(
                "select format('%s, %s, %s', id, attempt, token) from pgqueue.get_task('{counting}')",
                row -> row.getString(1));
        for (String claim : claims) {
            String running = session.text("select running('{}')");
            session.run("select pgqueue.complete_task(" + claim + ", jsonb_build_object('value', " + running + "))");
        }
    }
}
