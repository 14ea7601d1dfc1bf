package io.pgqueue.internal.store;

import static org.assertj.core.api.Assertions.assertThat;

import java.sql.SQLException;
import java.time.OffsetDateTime;
import java.util.List;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.RegisterExtension;

/** The functions do not depend on what the caller's session has set. */
@Tag("database")
class SessionSettingsSqlTest {

    @RegisterExtension
    static final QueueDatabase database = new QueueDatabase();

    private QueueSession session;

    @BeforeEach
    void open() {
        session = database.session();
    }

    @AfterEach
    void clean() throws SQLException {
        session.run("drop schema if exists hostile cascade");
    }

    @Test
    void aCursorSurvivesTimeZoneAndDateStyle() throws SQLException {
        int mail = session.kind("mail");
        int worker = session.worker("host-1");
        session.enqueue(TestRow.of(mail).availableAt(OffsetDateTime.parse("2024-03-04T05:06:07.123457Z")));
        session.run("create schema hostile");
        // the driver wants ISO outside of functions
        session.run("""
                create function hostile.claim_and_read(p_worker int, p_kind int, out given text, out is_same boolean)
                language plpgsql set datestyle = 'SQL, DMY' set timezone = 'Asia/Kolkata' as $$
                begin
                    select c.available_at into given from pgqueue.claim(
                        p_worker, 1, array[p_kind], '{1}', array_fill('-infinity'::timestamptz, array[10])) c;
                    is_same := given::timestamptz = (select t.available_at from pgqueue.task t);
                end $$""");

        assertThat(session.text(
                        "select format('%s %s', given, is_same) from hostile.claim_and_read(?, ?)", worker, mail))
                .isEqualTo("2024-03-04 10:36:07.123457+05:30 t");
    }

    @Test
    void aCursorIsExactInAnyTimeZone() throws SQLException {
        int mail = session.kind("mail");
        int worker = session.worker("host-1");
        session.enqueue(List.of(
                TestRow.of(mail).payload("1").availableAt(OffsetDateTime.parse("2024-03-04T05:06:07.000001Z")),
                TestRow.of(mail).payload("2").availableAt(OffsetDateTime.parse("2024-03-04T05:06:07.000002Z"))));
        session.run("set timezone = 'Asia/Kolkata'");
        List<Claimed> first = session.claim(worker, mail, 1);
        session.release(worker, first);
        String[] cursors = new String[10];
        cursors[5] = session.text(
                "select (?::timestamptz + interval '1 us')::text", first.get(0).availableAt());
        session.run("set timezone = 'America/St_Johns'");

        assertThat(session.claim(worker, 1, new Integer[] {mail}, new Integer[] {2}, cursors))
                .extracting(Claimed::payload)
                .containsExactly("2");
    }

    @Test
    void anEmptySearchPathIsEnough() throws SQLException {
        session.run("set search_path = ''");

        theWholeLifeOfATask();
    }

    @Test
    void whatACallerPutsOnItsSearchPathIsNotPickedUp() throws SQLException {
        session.run("create schema hostile");
        session.run("create table hostile.task (like pgqueue.task)");
        session.run("create table hostile.task_key (like pgqueue.task_key)");
        session.run("create table hostile.kind (like pgqueue.kind)");
        for (String signature : List.of(
                "clock_timestamp() returns timestamptz",
                "now() returns timestamptz",
                "cardinality(anyarray) returns int",
                "nextval(regclass) returns bigint",
                "pg_backend_pid() returns int",
                "hashtext(text) returns int",
                "close_tasks(tid[], smallint, text) returns void",
                "with_error(jsonb, int, int, text, text, text, text) returns jsonb")) {
            session.run("create function hostile." + signature
                    + " language plpgsql as $$ begin raise exception 'picked up'; end $$");
        }
        session.run("create function hostile.never(bigint, bigint) returns boolean language plpgsql as $$"
                + " begin raise exception 'picked up'; end $$");
        session.run("create operator hostile.= (leftarg = bigint, rightarg = bigint, function = hostile.never)");
        session.run("create operator hostile.<= (leftarg = bigint, rightarg = bigint, function = hostile.never)");
        session.run("create temp table worker (id int, ended_at timestamptz)");
        session.run("set search_path = hostile, pg_temp, pgqueue, pg_catalog");

        theWholeLifeOfATask();
    }

    @Test
    void worksWhateverThePlannerMayUse() throws SQLException {
        for (String setting :
                List.of("enable_indexscan", "enable_indexonlyscan", "enable_nestloop", "enable_tidscan")) {
            session.run("set " + setting + " = off");
        }
        session.run("set jit_above_cost = 0");

        theWholeLifeOfATask();
    }

    private void theWholeLifeOfATask() throws SQLException {
        int mail = session.kind("mail");
        int worker = session.worker("host-1");
        session.enqueue(List.of(
                TestRow.of(mail, "a"),
                TestRow.of(mail, "b").delay(0),
                TestRow.of(mail, "a").mode(TestRow.REPLACE_WAITING),
                TestRow.of(mail, "c").mode(TestRow.ADD_IF_CLOSED)));
        List<Claimed> claimed = session.claim(worker, mail, 3);
        assertThat(claimed).hasSize(3);
        session.beat(worker, claimed.get(0).id());
        assertThat(session.complete(worker, claimed.subList(0, 1), null, true)).hasSize(1);
        assertThat(session.fail(worker, claimed.subList(1, 2), null)).hasSize(1);
        assertThat(session.release(worker, claimed.subList(2, 3))).hasSize(1);
        assertThat(session.retryTask(claimed.get(1).id(), 1)).isTrue();
        assertThat(session.cancel(claimed.get(2).id(), "by hand")).isEqualTo(4);
        assertThat(session.runNow(claimed.get(1).id())).isTrue();
        assertThat(session.rescue("30 s", "10 s")).isEmpty();
        session.run("update pgqueue.kind set terminal_ttl = interval '0'");
        assertThat(session.purge(10)).isEqualTo(2);
        assertThat(session.number("select coalesce(pgqueue.next_due(array[1]), 0)"))
                .isZero();
        session.run("select pgqueue.sample_counts('0')");
        assertThat(session.deregister(worker)).isTrue();
    }
}
