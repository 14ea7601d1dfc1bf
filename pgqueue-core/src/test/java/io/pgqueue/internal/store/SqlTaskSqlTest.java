package io.pgqueue.internal.store;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.sql.SQLException;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.RegisterExtension;

/** Kinds whose work is an SQL function, worked inside the database. */
@Tag("database")
class SqlTaskSqlTest {

    @RegisterExtension
    static final QueueDatabase database = new QueueDatabase();

    private QueueSession session;

    @BeforeEach
    void createFunctions() throws SQLException {
        session = database.session();
        session.run("create schema shop");
        session.run("create table shop.sale (item text, price numeric, note text)");
        session.run("set search_path = shop");
    }

    @AfterEach
    void dropFunctions() throws SQLException {
        session.run("drop schema shop cascade");
        session.run("truncate pgqueue.sql_task");
    }

    @Test
    void aResultSetIsKeptAsJsonAndAsTheTableThatPsqlPrints() throws SQLException {
        session.run("insert into sale values ('Teapot', 17.5, null), ('Cup', 3, E'small\nblue')");
        register(
                "report",
                "returns table (item text, price numeric, note text) language sql as"
                        + " $$ select * from sale order by price $$");

        work("report", "{}");

        assertThat(session.text("select result - 'table' from pgqueue.tasks"))
                .isEqualTo("{\"rows\": [{\"item\": \"Cup\", \"note\": \"small\\nblue\", \"price\": 3},"
                        + " {\"item\": \"Teapot\", \"note\": null, \"price\": 17.5}], \"attempt\": 1}");
        assertThat(session.text("select result ->> 'table' from pgqueue.tasks")).isEqualTo("""
                  item  | price | note \s
                --------+-------+-------
                 Cup    |     3 | small+
                        |       | blue
                 Teapot |  17.5 |\s
                (2 rows)""");
    }

    @Test
    void aValueIsKeptAsItIs() throws SQLException {
        register("value", "returns int language sql as $$ select (payload ->> 'a')::int + 1 $$");

        work("value", "{\"a\": 16}");

        assertThat(session.text("select result from pgqueue.tasks")).isEqualTo("{\"value\": 17, \"attempt\": 1}");
    }

    @Test
    void anythingThatPsqlCouldShowWillDo() throws SQLException {
        register("values", "returns setof int language sql as $$ select generate_series(9, 10) $$");
        register("row", "returns sale language sql as $$ select 'Cup', 3, null $$");
        register("rows", "returns setof sale language sql as $$ select * from sale $$");
        register("out", "out a int, out b bool", "language sql as $$ select 1, true $$");
        register("one-out", "out total int", "language sql as $$ select 1 $$");
        register("nothing", "returns void language sql as $$ delete from sale $$");

        for (String kind : new String[] {"values", "row", "rows", "out", "one-out", "nothing"}) {
            work(kind, "1");
        }

        assertThat(session.text("select string_agg(format('%s: %s', kind, coalesce(result ->> 'table',"
                        + " result ->> 'value', 'null')), E'\\n' order by id) from pgqueue.tasks"))
                .isEqualTo("""
                        values:  values\s
                        --------
                              9
                             10
                        (2 rows)
                        row:  item | price | note\s
                        ------+-------+------
                         Cup  |     3 |\s
                        (1 row)
                        rows:  item | price | note\s
                        ------+-------+------
                        (0 rows)
                        out:  a | b\s
                        ---+---
                         1 | t
                        (1 row)
                        one-out: 1
                        nothing: null""");
    }

    @Test
    void whatCannotBeRunIsRefused() throws SQLException {
        session.run("create function wrong(a int) returns int language sql as 'select 1'");
        session.run("create function untyped(a jsonb) returns setof record language sql as 'select 1, 2'");

        assertThatThrownBy(() -> session.run("select pgqueue.register_sql_task('wrong', 'wrong(int)')"))
                .hasMessageContaining("shop.wrong(integer) cannot be the work of a task");
        assertThatThrownBy(() -> session.run("select pgqueue.register_sql_task('untyped', 'untyped(jsonb)')"))
                .hasMessageContaining("shop.untyped(jsonb) cannot be the work of a task");
        assertThatThrownBy(() -> session.run("call pgqueue.process_tasks('{mail}')"))
                .hasMessageContaining("the kind \"mail\" has no SQL function");
    }

    @Test
    void anErrorUndoesItsWorkAndIsKeptWithAllThatPostgresSays() throws SQLException {
        register(
                "failing",
                "returns void language plpgsql as $$ begin"
                        + " insert into sale values ('lost', 0, null);"
                        + " raise exception 'no luck' using detail = 'the detail', hint = 'try again'; end $$");

        work("failing", null);

        assertThat(session.text("""
                        select format(E'%s %s %s\\n%s', status, errors -> 0 ->> 'type', errors -> 0 ->> 'message',
                                      errors -> 0 ->> 'stackTrace') from pgqueue.tasks"""))
                .startsWith("must_retry SQLSTATE P0001 no luck\nDETAIL: the detail\nHINT: try again\nCONTEXT: PL/pgSQL"
                        + " function failing(jsonb) line 1 at RAISE");
        assertThat(session.text("select available_at - (errors -> 0 ->> 'at')::timestamptz between '2.9 s' and '6.1 s'"
                        + " from pgqueue.tasks"))
                .isEqualTo("t");
        assertThat(session.number("select count(*) from sale")).isZero();
    }

    @Test
    void aFailedAssertionAndADeferredConstraintAreErrorsLikeAnyOther() throws SQLException {
        session.run("alter table sale add constraint one_note unique (note) deferrable initially deferred");
        register("asserting", "returns void language plpgsql as $$ begin assert false, 'impossible'; end $$");
        register(
                "deferring", "returns void language sql as $$ insert into sale values ('a', 1, 'x'), ('b', 2, 'x') $$");

        work("asserting", null);
        work("deferring", null);

        assertThat(session.text("select string_agg(errors -> 0 ->> 'message', ', ' order by id) from pgqueue.tasks"))
                .isEqualTo("impossible, duplicate key value violates unique constraint \"one_note\"");
    }

    @Test
    void attemptsRunOutAndAreNumbered() throws SQLException {
        register(
                "counting",
                "returns text language plpgsql as $$ begin"
                        + " if current_setting('pgqueue.attempt') = '2' then"
                        + " return 'attempt 2 of task ' || current_setting('pgqueue.task_id'); end if;"
                        + " raise exception 'attempt %', current_setting('pgqueue.attempt'); end $$");
        work("counting", null);
        session.run("select pgqueue.run_now(id) from pgqueue.tasks");
        session.run("call pgqueue.process_tasks('{counting}')");

        assertThat(session.text("select format('%s %s', result, id) from pgqueue.tasks"))
                .matches("\\{\"value\": \"attempt 2 of task (\\d+)\", \"attempt\": 2} \\1");

        session.run("select pgqueue.register_sql_task('failing', 'counting(jsonb)', 1)");
        work("failing", null);
        assertThat(session.text("select status from pgqueue.tasks where kind = 'failing'"))
                .isEqualTo("no_attempts_left");
    }

    @Test
    void eachTaskCommitsByItself() throws SQLException {
        session.run("create table ledger (transaction bigint)");
        register("noting", "returns void language sql as $$ insert into ledger select txid_current() $$");
        session.run("select pgqueue.enqueue_many('noting', '{1,2,3}')");

        assertThat(session.number("call pgqueue.process_tasks('{noting}', 2)")).isEqualTo(2);
        assertThat(session.number("call pgqueue.process_tasks()")).isOne();
        assertThat(session.number("call pgqueue.process_tasks()")).isZero();

        assertThat(session.number("select count(distinct transaction) from ledger"))
                .isEqualTo(3);
        assertThat(session.number("select count(*) from pgqueue.worker where ended_as <> 'stopped'"))
                .isZero();
    }

    @Test
    void theMostUrgentComesFirstAndAPausedKindRests() throws SQLException {
        session.run("create table ledger (id serial, payload jsonb)");
        register("noting", "returns void language sql as $$ insert into ledger (payload) values (payload) $$");
        register("paused", "returns void language sql as $$ select 1 $$");
        session.run("update pgqueue.kind set paused_at = now() where name = 'paused'");
        session.run("select pgqueue.enqueue('noting', '1'), pgqueue.enqueue('noting', '2', priority => 0),"
                + " pgqueue.enqueue('paused')");

        assertThat(session.number("call pgqueue.process_tasks()")).isEqualTo(2);

        assertThat(session.text("select string_agg(payload::text, ',' order by id) from ledger"))
                .isEqualTo("2,1");
    }

    @Test
    void aTaskThatIsCancelledWhileItRunsLeavesNothing() throws SQLException {
        // the function is in the place of somebody else: the cancellation is another session's, and committed
        session.run("create extension if not exists dblink schema public");
        register(
                "cancelled",
                "returns void language plpgsql as $$ begin"
                        + " insert into sale values ('lost', 0, null);"
                        + " perform public.dblink('dbname=' || current_database() || ' host=127.0.0.1 user=' || current_user"
                        + " || ' port=' || inet_server_port(),"
                        + " 'select pgqueue.cancel_task(' || current_setting('pgqueue.task_id') || ', ''enough'')'); end $$");

        work("cancelled", null);

        assertThat(session.text("select status || ' ' || cancel_reason from pgqueue.tasks"))
                .isEqualTo("cancelled enough");
        assertThat(session.number("select count(*) from sale")).isZero();
    }

    @Test
    void aKindWithoutATerminalTtlKeepsNothing() throws SQLException {
        register("value", "returns int language sql as $$ select 1 $$");
        session.run("select pgqueue.register_sql_task('value', 'value(jsonb)', terminal_ttl => '0')");

        work("value", null);

        assertThat(session.number("select count(*) from pgqueue.tasks")).isZero();
    }

    @Test
    void aStatementTimeoutFailsTheAttemptAndEndsTheCall() throws SQLException {
        register("slow", "returns void language sql as $$ select pg_sleep(60) $$");
        session.run("select pgqueue.enqueue_many('slow', '{1,2}')");
        session.run("set statement_timeout = '5s'");

        assertThatThrownBy(() -> session.run("call pgqueue.process_tasks()"))
                .hasMessageContaining("canceling statement due to statement timeout");

        session.run("reset statement_timeout");
        assertThat(session.text("select string_agg(status || attempt, ',' order by id) from pgqueue.tasks"))
                .isEqualTo("must_retry1,new0");
        assertThat(session.text("select count(*) from pgqueue.worker where ended_at is null"))
                .isEqualTo("0");
    }

    @Test
    void aFunctionThatIsGoneIsAnErrorOfTheAttemptAndANewOneIsFoundByItsName() throws SQLException {
        register("value", "returns int language sql as $$ select 1 $$");
        session.run("drop function value(jsonb)");
        work("value", null);
        assertThat(session.text("select errors -> 0 ->> 'message' from pgqueue.tasks"))
                .isEqualTo("there is no function shop.value(jsonb)");

        session.run("create function value(payload jsonb) returns text language sql as $$ select 'new' $$");
        session.run("select pgqueue.run_now(id) from pgqueue.tasks");
        session.run("call pgqueue.process_tasks()");

        assertThat(session.text("select result ->> 'value' from pgqueue.tasks")).isEqualTo("new");
    }

    @Test
    void aKindCanLoseItsFunction() throws SQLException {
        register("value", "returns int language sql as $$ select 1 $$");

        assertThat(session.text("select pgqueue.unregister_sql_task('value')")).isEqualTo("t");
        assertThat(session.text("select pgqueue.unregister_sql_task('value')")).isEqualTo("f");
        assertThat(session.number("call pgqueue.process_tasks()")).isZero();
    }

    private void register(String kind, String definition) throws SQLException {
        create(kind, "payload jsonb", definition);
    }

    private void register(String kind, String out, String definition) throws SQLException {
        create(kind, "payload jsonb, " + out, definition);
    }

    private void create(String kind, String parameters, String definition) throws SQLException {
        String name = '"' + kind + '"';
        session.run("create function " + name + "(" + parameters + ") " + definition);
        session.run("select pgqueue.register_sql_task('" + kind + "', '" + name + "(jsonb)')");
    }

    private void work(String kind, String payload) throws SQLException {
        session.run("select pgqueue.enqueue(?, ?::jsonb)", kind, payload);
        assertThat(session.number("call pgqueue.process_tasks(array[?])", kind)).isOne();
    }
}
