package io.pgqueue.internal.store;

import static org.assertj.core.api.Assertions.assertThat;

import io.pgqueue.testsupport.Roles;
import io.pgqueue.testsupport.TestDatabase;
import java.sql.SQLException;
import java.util.List;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;

/**
 * An attacker has put functions, operators and tables of the names that the queue uses where the callers look first. Each
 * of them raises an error when it is used.
 */
@Tag("database")
class SearchPathAttackSqlTest {

    private static final String PUBLISH =
            "select pgqueue.publish_events('%s', '%s', '%s', '{null,null,null}'," + " '{null,null,null}')";
    private static final String RECORD = "select * from pgqueue.outbox_record(17, '{%s}', '{%s}', '{%s}', '{1}', '{0}',"
            + " 10, '{t}', '{it broke}', '{null}')";

    private final TestDatabase database = TestDatabase.withSchema();
    private final Roles roles = Roles.grant(database);
    private QueueSession admin;

    @BeforeEach
    void setTraps() throws SQLException {
        admin = new QueueSession(database.direct().getConnection(), "pgqueue");
        admin.run("create schema hostile");
        trapFunctions();
        trapOperators();
        admin.run("grant usage on schema hostile to public");
        admin.run("grant temporary on database " + database.name() + " to public");
        admin.run("create schema victim");
        admin.run("grant usage on schema victim to public");
        admin.run("create function victim.answer(payload jsonb) returns table (a int, b text) language sql"
                + " set search_path = pg_catalog as $$ select 1 / coalesce((payload ->> 'divisor')::int, 1), 'x' $$");
        admin.run("create function victim.value(payload jsonb) returns int language sql as 'select 17'");
        admin.run("select pgqueue.register_sql_task('answer', 'victim.answer(jsonb)', 1)");
        admin.run("select pgqueue.register_sql_task('value', 'victim.value(jsonb)')");
    }

    @AfterEach
    void close() throws SQLException {
        admin.close();
        database.close();
    }

    @Test
    void theTrapsWork() throws SQLException {
        try (QueueSession session = underAttack("worker")) {
            for (String sql : List.of(
                    "select 'a'::text = 'b'::text",
                    "select 1::bigint < 2::bigint",
                    "select now()",
                    "select count(*) from (values (1)) v",
                    "select set_config('a.b', 'c', true)",
                    "select format('%s', 1::bigint)")) {
                assertThat(message(session, sql)).as(sql).contains("picked up");
            }
            assertThat(message(session, "select * from task")).contains("(no error)");
        }
    }

    @Test
    void aProducersCallsAreSafe() throws SQLException {
        try (QueueSession session = underAttack("producer")) {
            for (String sql : List.of(
                    "select pgqueue.enqueue('answer')",
                    "select pgqueue.enqueue('answer', '1', 'k1', '1 hour', 3, '{\"a\": \"b\"}', true)",
                    "select pgqueue.enqueue('answer', '2', 'k1', on_duplicate => 'replace_waiting')",
                    "select pgqueue.enqueue_many('answer', '{1,2}', '{k2,k3}', on_duplicate => 'add_if_closed')",
                    "select pgqueue.enqueue_one(1, '{}', null, 5::smallint, null, null)",
                    "select pgqueue.cancel_task('answer', 'k1', 'enough')",
                    "select pgqueue.cancel_task(1, notify => true)",
                    "select pgqueue.cancel(1, 'enough')",
                    "select pgqueue.known_kinds()",
                    "select pgqueue.schema_version()")) {
                assertThat(message(session, sql)).as(sql).isEqualTo("(no error)");
            }
            // a table of the attacker's own is not the one that is asked
            assertThat(message(session, "select pgqueue.enqueue('evil')")).contains("there is no kind \"evil\"");
        }
    }

    @Test
    void aWorkersCallsAreSafe() throws SQLException {
        try (QueueSession session = underAttack("worker")) {
            call(session, "select pgqueue.register_kind('mail', 3, '0')");
            call(session, "select pgqueue.register_kinds('{mail,report}', '{3,null}', '{\"1 day\",null}')");
            call(session, "select pgqueue.log_transitions('mail', true, '1 day'), pgqueue.purge_log(1)");
            call(
                    session,
                    "select pgqueue.set_limits('report', 5, 5, '1 s', 5, 5, '1 s'), pgqueue.reset_limits('report')");
            call(session, "select pgqueue.enqueue_many('mail', '{1,2,3,4,5,6}', '{a,b,c,d,e,f}')");
            String[] claims = new String[5];
            for (int i = 0; i < claims.length; i++) {
                claims[i] = session.query(
                                "select id, attempt, token from pgqueue.get_task('{mail,report}')",
                                row -> row.getString(1) + ", " + row.getString(2) + ", " + row.getString(3))
                        .get(0);
            }
            call(session, "select pgqueue.complete_task(" + claims[0] + ", '{}')");
            call(session, "select pgqueue.fail_task(" + claims[1] + ", 'no', '0')");
            call(session, "select pgqueue.release_task(" + claims[2] + ")");
            call(session, "select pgqueue.fail_task(" + claims[3] + ", 'no', retry => false)");
            call(session, "select pgqueue.cancel_task(" + claims[4].split(",")[0] + ", 'enough', true)");
            call(session, "select pgqueue.retry_tasks('mail', 1)");
            call(session, "select pgqueue.retry_task(1, 1), pgqueue.run_now(1)");
            int worker = session.one("select pgqueue.register_worker('host-1', '1', true)", row -> row.getInt(1));
            call(
                    session,
                    "select pgqueue.claim(" + worker
                            + ", 17, '{1,2,3,4}', '{1,1,1,1}', pg_catalog.array_fill(null::timestamptz, '{40}'::int[]))");
            call(session, "select pgqueue.beat(" + worker + ", '{1,2}', true), pgqueue.next_due('{1,2,3}')");
            call(session, "select pgqueue.release_claim(" + worker + ", 17)");
            call(session, "select pgqueue.complete(1, '{1}', '{1}', '{1}', '{null}', '{false}')");
            call(
                    session,
                    "select pgqueue.fail(1, 'w', '{1}', '{1}', '{1}', '{1}', '{t}', '{null}', '{1}', '{a}', '{b}', '{c}')");
            call(session, "select pgqueue.release(1, '{1}', '{1}', '{1}')");
            call(session, "select pgqueue.deregister_worker(" + worker + ")");
            call(session, "select pgqueue.sample_counts('0'), pgqueue.suspect('0', '0'), pgqueue.known_sql_tasks()");
            call(session, "select pgqueue.rescue('0', '0')");
        }
    }

    @Test
    void theCallsOfTheOutboxAreSafe() throws SQLException {
        try (QueueSession producer = underAttack("producer");
                QueueSession relay = underAttack("worker")) {
            call(producer, PUBLISH.formatted("{order,order,order}", "{1,1,2}", "{a,b,c}"));
            call(relay, "select pgqueue.outbox_lease('host-1', 17, '1 hour', '1 day')");
            call(relay, "select * from pgqueue.outbox_fetch(17, 0, 10)");
            String[] ids = admin.query("select id from pgqueue.outbox order by id", row -> row.getString(1))
                    .toArray(String[]::new);
            call(relay, RECORD.formatted(ids[2], ids[1], ids[0]));
            call(relay, "select pgqueue.resend_event(" + ids[0] + ")");
            call(relay, "select * from pgqueue.outbox_fetch(17, 0, 10)");
            call(relay, "select pgqueue.skip_event(" + ids[0] + ", 'ada', 'enough')");
            call(relay, "select pgqueue.purge_outbox(10), pgqueue.sample_counts('0')");
            call(relay, "select pgqueue.outbox_release(17)");
            assertThat(admin.query(
                            "select coalesce(skipped_by, 'sent') from pgqueue.outbox_sent order by id",
                            row -> row.getString(1)))
                    .containsExactly("ada", "sent");
        }
    }

    @Test
    void theProceduresAreSafeThoughTheyHaveNoSearchPathOfTheirOwn() throws SQLException {
        admin.run("insert into pgqueue.worker (name, version, heartbeat_at) values ('host-1', '1', 'epoch')");
        admin.run("select pgqueue.enqueue('answer', '{\"divisor\": 1}'), pgqueue.enqueue('answer', '{\"divisor\": 0}'),"
                + " pgqueue.enqueue('value')");
        try (QueueSession session = underAttack("worker")) {
            call(session, "call pgqueue.process_tasks('{answer,value}', 2)");
            call(session, "call pgqueue.process_tasks()");
            call(session, "call pgqueue.check_hung_tasks()");
            call(session, "call pgqueue.cleanup_tasks()");
        }
        assertThat(admin.query(
                        "select status || coalesce(errors -> 0 ->> 'message', result ->> 'table', result ->> 'value')"
                                + " from pgqueue.tasks order by id",
                        row -> row.getString(1)))
                .containsExactly(
                        "succeeded a | b \n---+---\n 1 | x\n(1 row)",
                        "no_attempts_leftdivision by zero",
                        "succeeded17");
        assertThat(admin.text("select ended_as from pgqueue.worker where name = 'host-1'"))
                .isEqualTo("dead");
    }

    private static void call(QueueSession session, String sql) throws SQLException {
        assertThat(message(session, sql)).as(sql).isEqualTo("(no error)");
    }

    private static String message(QueueSession session, String sql) throws SQLException {
        try {
            session.run(sql);
            return "(no error)";
        } catch (SQLException e) {
            return String.valueOf(e.getMessage());
        }
    }

    /** A user of a role, whose path leads through the traps and through temporary tables of the queue's names. */
    private QueueSession underAttack(String role) throws SQLException {
        QueueSession session = new QueueSession(roles.of(role).getConnection(), "pgqueue");
        for (String table : List.of(
                "task", "task_key", "closed_task", "sql_task", "status_count", "tasks", "outbox", "outbox_sent")) {
            session.run("create temp table " + table + " (id bigint, kind int, task_id bigint)");
        }
        session.run("create temp table kind (id int, name text)");
        session.run("insert into kind values (1, 'evil')");
        session.run("create temp table worker (id int, ended_at timestamptz)");
        session.run("set search_path = hostile, pg_temp, pgqueue, pg_catalog");
        return session;
    }

    /** A function in the place of each of PostgreSQL's whose name is a word in the source of one of the queue's. */
    private void trapFunctions() throws SQLException {
        admin.run("""
                do $do$
                declare
                    v_trap record;
                    v_set  int := 0;
                begin
                    for v_trap in
                        select distinct p.proname, oidvectortypes(p.proargtypes) as arguments,
                               case when p.prorettype::regtype::text like 'any%' then 'text'
                                    else p.prorettype::regtype::text end as result
                        from pg_proc p,
                             (select distinct w[1] as word from pg_proc q, regexp_matches(q.prosrc, '[a-z_0-9]+', 'g') w
                              where q.pronamespace = 'pgqueue'::regnamespace) s
                        where p.pronamespace = 'pg_catalog'::regnamespace and p.proname = s.word and p.prokind = 'f'
                          and oidvectortypes(p.proargtypes) !~ '(internal|cstring|"any"|any|trigger|handler)'
                          and p.prorettype::regtype::text !~ '(internal|cstring|trigger|handler|^any|pg_)'
                          and not p.proretset
                    loop
                        execute format('create function hostile.%I(%s) returns %s language plpgsql as '
                            || '$$ begin raise exception ''picked up''; end $$',
                            v_trap.proname, v_trap.arguments, v_trap.result);
                        v_set := v_set + 1;
                    end loop;
                    assert v_set > 50, v_set;
                end $do$""");
        for (String signature : List.of(
                "format(text, bigint)",
                "format(text, int)",
                "format(text, text)",
                "format(text, bigint, text)",
                "cardinality(anyarray)",
                "array_length(anyarray, int)",
                "array_fill(anyelement, int[])",
                "array_position(anycompatiblearray, anycompatible)",
                "to_jsonb(anyelement)",
                "to_jsonb(int)",
                "jsonb_agg(jsonb)",
                "array_agg(text[])",
                "unnest(anyarray)",
                "close_tasks(tid[], smallint, text)",
                "get_task(text[], int)",
                "sql_kinds(text[])",
                "rescue(interval, interval)",
                "purge(int)")) {
            admin.run("create function hostile." + signature + " returns text language plpgsql as"
                    + " $$ begin raise exception 'picked up'; end $$");
        }
        admin.run("create function hostile.never_count(bigint) returns bigint language plpgsql as"
                + " $$ begin raise exception 'picked up'; end $$");
        admin.run("create aggregate hostile.count(*) (sfunc = hostile.never_count, stype = bigint, initcond = '0')");
    }

    /** An operator in the place of each of PostgreSQL's, as far as both sides are of types that the queue has. */
    private void trapOperators() throws SQLException {
        admin.run("""
                do $do$
                declare
                    v_trap record;
                    v_set  int := 0;
                begin
                    for v_trap in
                        select o.oprname, o.oprleft::regtype::text as l, o.oprright::regtype::text as r,
                               o.oprresult::regtype::text as result
                        from pg_operator o,
                             (select '{int2,int4,int8,text,timestamptz,interval,bool,jsonb,numeric,float8,oid,name,tid}'::regtype[])
                                 u(types)
                        where o.oprnamespace = 'pg_catalog'::regnamespace
                          and o.oprleft = any (u.types) and o.oprright = any (u.types)
                          and o.oprname = any ('{=,<>,<,<=,>,>=,+,-,*,/,||,->,->>,~}')
                    loop
                        v_set := v_set + 1;
                        execute format('create function hostile.%I(%s, %s) returns %s language plpgsql as '
                            || '$$ begin raise exception ''picked up''; end $$',
                            'never_' || v_set, v_trap.l, v_trap.r, v_trap.result);
                        execute format('create operator hostile.%s (leftarg = %s, rightarg = %s, function = hostile.%I)',
                            v_trap.oprname, v_trap.l, v_trap.r, 'never_' || v_set);
                    end loop;
                    assert v_set > 100, v_set;
                end $do$""");
    }
}
