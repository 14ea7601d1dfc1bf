package io.pgqueue.internal.store;

import static org.assertj.core.api.Assertions.assertThat;

import java.sql.SQLException;
import java.time.Duration;
import java.util.List;
import org.awaitility.Awaitility;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.RegisterExtension;

/** The log of transitions: one row for each, in its transaction, of kinds that have one. */
@Tag("database")
class TransitionLogSqlTest {

    @RegisterExtension
    static final QueueDatabase database = new QueueDatabase();

    private QueueSession session;
    private int mail;
    private int worker;

    @BeforeEach
    void register() throws SQLException {
        session = database.session();
        mail = session.kind("mail");
        worker = session.worker("host-1");
        session.run("select pgqueue.log_transitions('mail')");
    }

    @Test
    void aTaskThatSucceedsHasThree() throws SQLException {
        for (boolean kept : List.of(true, false)) {
            long id = session.enqueue(TestRow.of(mail)).id();
            session.complete(worker, session.claim(worker, mail, 1), null, kept);

            assertThat(log(id))
                    .containsExactly(
                            "null > new 0 by null: null",
                            "new > running 1 by host-1: null",
                            "running > succeeded 1 by host-1: null");
        }
    }

    @Test
    void theyAreInTheOrderOfTime() throws SQLException {
        long id = session.enqueue(TestRow.of(mail)).id();
        session.complete(worker, session.claim(worker, mail, 1), null, true);

        assertThat(session.text(
                        "select array_agg(at order by id) = array_agg(at order by at) and min(at) > now() - interval '1 minute'"
                                + " from pgqueue.transitions where task_id = ?",
                        id))
                .isEqualTo("t");
    }

    @Test
    void oneThatFailsHasTheErrorsAndTheRetry() throws SQLException {
        long id = session.enqueue(TestRow.of(mail)).id();
        session.fail(worker, session.claim(worker, mail, 1), 0L);
        session.fail(worker, session.claim(worker, mail, 1), 0L, false, null, 10, "not yet");
        session.fail(worker, session.claim(worker, mail, 1), null);
        assertThat(session.retryTask(id, 2)).isTrue();
        session.claim(worker, mail, 1);

        String error = "java.lang.IllegalStateException: ";
        assertThat(log(id))
                .containsExactly(
                        "null > new 0 by null: null",
                        "new > running 1 by host-1: null",
                        "running > must_retry 1 by host-1: " + error + "it broke",
                        "must_retry > running 2 by host-1: null",
                        "running > must_retry 2 by host-1: not counted: " + error + "not yet",
                        "must_retry > running 2 by host-1: null",
                        "running > no_attempts_left 2 by host-1: " + error + "it broke",
                        "no_attempts_left > must_retry 2 by null: further attempts: 2",
                        "must_retry > running 3 by host-1: null");
    }

    @Test
    void anAttemptThatIsGivenBackIsNamed() throws SQLException {
        long id = session.enqueue(TestRow.of(mail)).id();
        session.release(worker, session.claim(worker, mail, 1));
        session.claim(worker, 42, new Integer[] {mail}, new Integer[] {1}, null);
        session.run("select pgqueue.release_claim(?, 42)", worker);

        assertThat(log(id))
                .containsExactly(
                        "null > new 0 by null: null",
                        "new > running 1 by host-1: null",
                        "running > new 1 by host-1: given back before it began",
                        "new > running 1 by host-1: null",
                        "running > new 1 by host-1: the answer to its claim was lost");
    }

    @Test
    void aCancellationHasItsReasonWhereverTheTaskIs() throws SQLException {
        long waiting = session.enqueue(TestRow.of(mail).delay(3_600_000)).id();
        session.cancel(waiting, "enough");
        long running = session.enqueue(TestRow.of(mail)).id();
        List<Claimed> claimed = session.claim(worker, mail, 1);
        session.cancel(running, "asked to");
        session.fail(worker, claimed, 0L);
        long byHandler = session.enqueue(TestRow.of(mail)).id();
        session.fail(worker, session.claim(worker, mail, 1), null, true, "no such order", 10, "unused");
        long released = session.enqueue(TestRow.of(mail)).id();
        claimed = session.claim(worker, mail, 1);
        session.cancel(released, "meanwhile");
        session.release(worker, claimed);
        long failed = session.enqueue(TestRow.of(mail)).id();
        session.fail(worker, session.claim(worker, mail, 1), null);
        session.cancel(failed, "given up");

        assertThat(last(waiting)).isEqualTo("new > cancelled 0 by null: enough");
        assertThat(last(running)).isEqualTo("running > cancelled 1 by host-1: asked to");
        assertThat(last(byHandler)).isEqualTo("running > cancelled 1 by host-1: no such order");
        assertThat(last(released)).isEqualTo("running > cancelled 1 by host-1: meanwhile");
        assertThat(last(failed)).isEqualTo("no_attempts_left > cancelled 1 by null: given up");
        assertThat(session.number("select count(*) from pgqueue.task_log where to_status = 4"))
                .isEqualTo(5);
    }

    @Test
    void aRescueNamesTheDeadWorker() throws SQLException {
        long begun = session.enqueue(TestRow.of(mail)).id();
        long prefetched = session.enqueue(TestRow.of(mail)).id();
        session.claim(worker, mail, 2);
        session.beat(worker, begun);
        session.run("update pgqueue.worker set heartbeat_at = now() - interval '31 seconds'");

        assertThat(session.rescue("30 s", "10 s")).hasSize(2);

        assertThat(last(begun))
                .startsWith("running > must_retry 1 by host-1: io.pgqueue.WorkerDied: worker host-1 died while it ran");
        assertThat(last(prefetched))
                .isEqualTo("running > new 1 by host-1: worker host-1 died before it began this task");
    }

    @Test
    void theFunctionsForSqlCallersAreLoggedLikewise() throws SQLException {
        long id = session.number("select task_id from pgqueue.enqueue('mail', '1')");
        session.run("select pgqueue.fail_task(t.id, t.attempt, t.token, 'no', '0') from pgqueue.get_task('{mail}') t");
        session.run("select pgqueue.complete_task(t.id, t.attempt, t.token) from pgqueue.get_task('{mail}') t");

        assertThat(log(id))
                .extracting(line -> line.replaceAll(" by .*?:", ":"))
                .containsExactly(
                        "null > new 0: null",
                        "new > running 1: null",
                        "running > must_retry 1: sql: no",
                        "must_retry > running 2: null",
                        "running > succeeded 2: null");
    }

    @Test
    void aTaskThatIsAddedAloneIsLoggedToo() throws SQLException {
        long id = session.number("select pgqueue.enqueue_one(?, '1', null, 5::smallint, null, null)", mail);

        assertThat(log(id)).containsExactly("null > new 0 by null: null");
    }

    @Test
    void aDuplicateIsNoTransition() throws SQLException {
        session.enqueue(List.of(TestRow.of(mail, "a"), TestRow.of(mail, "a"), TestRow.of(mail, "b")));
        session.enqueue(TestRow.of(mail, "a"));

        assertThat(session.number("select count(*) from pgqueue.task_log")).isEqualTo(2);
    }

    @Test
    void whatIsRolledBackLeavesNothing() throws SQLException {
        long id = session.enqueue(TestRow.of(mail)).id();
        QueueSession transaction = database.transaction();
        transaction.enqueue(TestRow.of(mail));
        transaction.complete(worker, transaction.claim(worker, mail, 1), null, true);
        assertThat(transaction.number("select count(*) from pgqueue.task_log")).isEqualTo(4);

        transaction.connection().rollback();

        assertThat(log(id)).containsExactly("null > new 0 by null: null");
        assertThat(session.number("select count(*) from pgqueue.task_log")).isOne();
    }

    @Test
    void aKindWithoutALogWritesNone() throws SQLException {
        int quiet = session.kind("quiet");
        session.enqueue(QueueSession.copies(4, TestRow.of(quiet)));
        session.number("select pgqueue.enqueue_one(?, '1', null, 5::smallint, null, null)", quiet);
        session.complete(worker, session.claim(worker, quiet, 1), null, true);
        session.complete(worker, session.claim(worker, quiet, 1), null, false);
        session.fail(worker, session.claim(worker, quiet, 1), null);
        session.retry(quiet, 1, 1);
        session.release(worker, session.claim(worker, quiet, 1));
        session.run("select pgqueue.cancel(id, 'enough') from pgqueue.task");

        assertThat(session.number("select count(*) from pgqueue.task_log")).isZero();
    }

    @Test
    void twoKindsOfOneStatementAreKeptApart() throws SQLException {
        int quiet = session.kind("quiet");
        session.enqueue(List.of(TestRow.of(quiet), TestRow.of(mail), TestRow.of(quiet)));

        List<Claimed> claimed = session.claim(worker, 1, new Integer[] {mail, quiet}, new Integer[] {5, 5}, null);
        session.complete(worker, claimed, null, true);

        assertThat(session.query("select distinct kind from pgqueue.transitions", row -> row.getString(1)))
                .containsExactly("mail");
        assertThat(session.number("select count(*) from pgqueue.transitions")).isEqualTo(3);
    }

    @Test
    void whatWasAddedBeforeOrAfterTheLogWasOnHasNone() throws SQLException {
        session.run("select pgqueue.log_transitions('mail', false)");
        long unlogged = session.enqueue(TestRow.of(mail)).id();
        session.run("select pgqueue.log_transitions('mail')");
        long logged = session.enqueue(TestRow.of(mail)).id();
        session.run("select pgqueue.log_transitions('mail', false)");

        session.complete(worker, session.claim(worker, mail, 2), null, true);

        assertThat(log(unlogged)).isEmpty();
        assertThat(log(logged)).as("goes on to its end").hasSize(3);
    }

    @Test
    void aDeclarationThatSaysNothingLeavesTheLogAsItIs() throws SQLException {
        session.run("select pgqueue.log_transitions('mail', ttl => '3 days')");
        session.kind("mail");
        String stored = "select format('%s %s', logged, log_ttl) from pgqueue.kind";
        assertThat(session.text(stored)).isEqualTo("t 3 days");

        session.run("select pgqueue.register_kinds('{mail}', '{null}', '{null}', null, '{false}', '{null}')");
        assertThat(session.text(stored)).isEqualTo("f 3 days");
    }

    @Test
    void isPurgedByItsOwnTtlInBatches() throws SQLException {
        session.run("select pgqueue.log_transitions('mail', ttl => '1 day')");
        session.enqueue(QueueSession.copies(25, TestRow.of(mail)));
        session.run("update pgqueue.task_log set at = now() - interval '2 days'");
        session.enqueue(TestRow.of(mail));

        assertThat(session.number("select pgqueue.purge_log(10)")).isEqualTo(10);
        assertThat(session.number("call pgqueue.cleanup_tasks(10)"))
                .as("closed tasks")
                .isZero();

        assertThat(session.number("select count(*) from pgqueue.task_log")).isOne();
    }

    @Test
    void isPurgedThoughTheLogIsOffByNow() throws SQLException {
        session.enqueue(TestRow.of(mail));
        session.run("select pgqueue.log_transitions('mail', false)");
        session.run("update pgqueue.task_log set at = now() - interval '8 days'");

        assertThat(session.number("select pgqueue.purge_log(10)")).isOne();
    }

    @Test
    void aClaimOfALoggedKindIsAHotUpdate() throws SQLException {
        session.run("alter table pgqueue.task set (autovacuum_enabled = off)");
        session.run("select pg_stat_reset_single_table_counters('pgqueue.task'::regclass)");
        session.enqueue(QueueSession.copies(1_000, TestRow.of(mail).payload("{\"text\": \"abcdefghij\"}")));

        for (int i = 0; i < 10; i++) {
            assertThat(session.claim(worker, mail, 100)).hasSize(100);
        }

        session.run("select pg_stat_force_next_flush()");
        String counters = "select format('%s of %s', n_tup_hot_upd, n_tup_upd) from pg_stat_user_tables"
                + " where schemaname = 'pgqueue' and relname = 'task'";
        Awaitility.await()
                .atMost(Duration.ofSeconds(20))
                .untilAsserted(() -> assertThat(session.text(counters)).isEqualTo("1000 of 1000"));
        assertThat(session.number("select count(*) from pgqueue.task_log where to_status = 2"))
                .isEqualTo(1_000);
    }

    private List<String> log(long id) throws SQLException {
        return session.query(
                "select format('%s > %s %s by %s: %s', coalesce(from_status, 'null'), to_status, attempt,"
                        + " coalesce(worker, 'null'), coalesce(reason, 'null'))"
                        + " from pgqueue.transitions where task_id = ? order by id",
                row -> row.getString(1), id);
    }

    private String last(long id) throws SQLException {
        List<String> log = log(id);
        return log.get(log.size() - 1);
    }
}
