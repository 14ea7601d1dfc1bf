package io.pgqueue.internal.store;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import io.pgqueue.internal.store.QueueSession.Rescued;
import java.sql.SQLException;
import java.time.Duration;
import java.util.List;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.ConcurrentMap;
import java.util.concurrent.atomic.AtomicBoolean;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.RegisterExtension;

@Tag("database")
class RescueSqlTest {

    private static final int NEW = 0;
    private static final int MUST_RETRY = 1;
    private static final int CANCELLED = 4;
    private static final int NO_ATTEMPTS_LEFT = 5;

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
    }

    @Test
    void aWorkerThatBeatsIsNotDead() throws SQLException {
        session.enqueue(TestRow.of(mail));
        session.claim(worker, mail, 1);
        session.beat(worker);

        assertThat(rescue()).isEmpty();
        assertThat(session.text("select status from pgqueue.tasks")).isEqualTo("running");
    }

    @Test
    void whatHadBegunHasFailedWithAnErrorThatNamesTheWorker() throws SQLException {
        long id = session.enqueue(TestRow.of(mail)).id();
        session.claim(worker, mail, 1);
        session.beat(worker, id);
        silence(worker);

        assertThat(rescue()).containsExactly(new Rescued(id, MUST_RETRY, "host-1"));

        assertThat(session.text("select format('%s %s %s %s', status, attempt, errors -> 0 ->> 'worker',"
                        + " errors -> 0 ->> 'message' like 'worker host-1 died while it ran this task; %')"
                        + " from pgqueue.tasks"))
                .isEqualTo("must_retry 1 host-1 t");
        assertThat(session.text("select ended_as from pgqueue.worker")).isEqualTo("dead");
        assertThat(session.beat(worker)).isNull();
    }

    @Test
    void whatWasOnlyPrefetchedGoesBackUncounted() throws SQLException {
        long id = session.enqueue(TestRow.of(mail)).id();
        session.claim(worker, mail, 1);
        silence(worker);

        assertThat(rescue()).containsExactly(new Rescued(id, NEW, "host-1"));

        assertThat(session.text("select format('%s %s %s', status, attempt, errors is null) from pgqueue.tasks"))
                .isEqualTo("new 0 t");
    }

    @Test
    void theLastAttemptOfADeadWorkerLeavesNone() throws SQLException {
        long id = session.enqueue(TestRow.of(mail)).id();
        session.run("update pgqueue.kind set max_attempts = 1");
        session.claim(worker, mail, 1);
        session.beat(worker, id);
        silence(worker);

        assertThat(rescue()).containsExactly(new Rescued(id, NO_ATTEMPTS_LEFT, "host-1"));
        assertThat(session.status(id)).isEqualTo("no_attempts_left");
    }

    @Test
    void whatSomebodyAskedToCancelIsCancelledWhetherBegunOrNot() throws SQLException {
        long begun = session.enqueue(TestRow.of(mail)).id();
        long waiting = session.enqueue(TestRow.of(mail)).id();
        session.claim(worker, mail, 2);
        session.beat(worker, begun);
        session.cancel(begun, "by hand");
        session.cancel(waiting, "by hand");
        silence(worker);

        assertThat(rescue()).extracting(Rescued::status).containsExactly(CANCELLED, CANCELLED);
        assertThat(session.number("select count(*) from pgqueue.tasks where status = 'cancelled'"))
                .isEqualTo(2);
    }

    @Test
    void aLateOutcomeOfTheDeadWorkerIsRejected() throws SQLException {
        session.enqueue(TestRow.of(mail));
        List<Claimed> claimed = session.claim(worker, mail, 1);
        silence(worker);
        rescue();
        int other = session.worker("host-2");
        assertThat(session.claim(other, mail, 1)).hasSize(1);

        assertThat(session.complete(worker, claimed, null, true)).isEmpty();
        assertThat(session.text("select format('%s %s', status, worker) from pgqueue.tasks"))
                .isEqualTo("running host-2");
    }

    @Test
    void tasksOfOtherWorkersAreLeftAlone() throws SQLException {
        session.enqueue(QueueSession.copies(2, TestRow.of(mail)));
        int other = session.worker("host-2");
        session.claim(worker, mail, 1);
        session.claim(other, mail, 1);
        silence(worker);

        assertThat(rescue()).hasSize(1);
        assertThat(session.number("select count(*) from pgqueue.tasks where worker = 'host-2' and status = 'running'"))
                .isOne();
    }

    @Test
    void aClaimInFlightIsNotLost() throws SQLException {
        session.enqueue(QueueSession.copies(2, TestRow.of(mail)));
        session.claim(worker, mail, 1);
        QueueSession claimer = database.transaction();
        List<Claimed> inFlight = claimer.claim(worker, mail, 1);
        silence(worker);

        session.run("set lock_timeout = '2s'");
        assertThat(rescue()).as("what is visible").hasSize(1);
        assertThat(session.number("select count(*) from pgqueue.worker where ended_at is null"))
                .isOne();
        claimer.connection().commit();

        assertThat(rescue())
                .extracting(Rescued::id)
                .containsExactly(inFlight.get(0).id());
        assertThat(session.number("select count(*) from pgqueue.tasks where status = 'new'"))
                .isEqualTo(2);
        assertThat(session.number("select count(*) from pgqueue.worker where ended_as = 'dead'"))
                .isOne();
    }

    @Test
    void anOutcomeThatIsJustBeingRecordedIsNotWaitedFor() throws SQLException {
        session.enqueue(QueueSession.copies(2, TestRow.of(mail)));
        List<Claimed> claimed = session.claim(worker, mail, 2);
        QueueSession recorder = database.transaction();
        recorder.complete(worker, claimed.subList(0, 1), null, true);
        silence(worker);

        session.run("set lock_timeout = '2s'");
        assertThat(rescue())
                .extracting(Rescued::id)
                .containsExactly(claimed.get(1).id());
        recorder.connection().rollback();

        assertThat(rescue())
                .extracting(Rescued::id)
                .containsExactly(claimed.get(0).id());
    }

    @Test
    void noTaskIsLostWhileWorkersClaimAndAreDeclaredDead() throws Exception {
        int tasks = 2_000;
        session.enqueue(QueueSession.copies(tasks, TestRow.of(mail)));
        AtomicBoolean drained = new AtomicBoolean();
        ConcurrentMap<Long, Integer> ledger = new ConcurrentHashMap<>();

        database.inParallel(4, (thread, number) -> {
            if (number == 3) {
                while (!drained.get()) { // declares everybody dead all the time
                    thread.run("update pgqueue.worker set heartbeat_at = now() - interval '1 hour'"
                            + " where ended_at is null");
                    thread.rescue("30 s", "10 s");
                }
                return;
            }
            int mine = thread.worker("host-" + number);
            while (!drained.get()) {
                try {
                    List<Claimed> claimed = thread.claim(mine, mail, 50);
                    thread.complete(mine, claimed, null, true).forEach(id -> ledger.merge(id, 1, Integer::sum));
                } catch (SQLException e) {
                    if (!"PQ001".equals(e.getSQLState())) {
                        throw e;
                    }
                    mine = thread.worker("host-" + number);
                }
                if (ledger.size() == tasks) {
                    drained.set(true);
                }
            }
        });

        assertThat(ledger.values()).containsOnly(1);
        assertThat(session.number("select count(*) from pgqueue.tasks where status = 'succeeded'"))
                .isEqualTo(tasks);
    }

    @Test
    void anInstanceThatStopsHoldsNothing() throws SQLException {
        session.enqueue(TestRow.of(mail));
        List<Claimed> claimed = session.claim(worker, mail, 1);
        assertThat(session.deregister(worker)).isFalse();

        session.release(worker, claimed);

        assertThat(session.deregister(worker)).isTrue();
        assertThat(session.text("select ended_as from pgqueue.worker")).isEqualTo("stopped");
        assertThat(session.deregister(worker)).isFalse();
    }

    @Test
    void aSessionThatIsGoneIsBelievedSooner() throws Exception {
        awaitAServerThatIsNotYoung();
        QueueSession dying = database.session();
        int gone = dying.worker("host-2");
        session.enqueue(QueueSession.copies(2, TestRow.of(mail)));
        session.claim(worker, mail, 1);
        session.claim(gone, mail, 1);
        dying.close();
        session.run("update pgqueue.worker set heartbeat_at = clock_timestamp() - interval '12 s',"
                + " started_at = clock_timestamp() - interval '1 hour'");
        session.run(
                "update pgqueue.worker set backend_start = clock_timestamp() - interval '1 hour' where id = ?", gone);
        // however long the wait for the server took
        session.run("update pgqueue.worker set backend_start = clock_timestamp() where id = ?", worker);

        assertThat(rescue()).as("host-1 has lost its session since, too").isEmpty();

        // host-1 beats from a session that is older than the last beat of host-2
        session.run(
                "update pgqueue.worker w set heartbeat_at = a.backend_start + interval '1 ms'"
                        + " from pg_stat_get_activity(pg_backend_pid()) a where w.id = ?",
                gone);
        session.beat(worker);
        await().atMost(Duration.ofSeconds(10))
                .until(() -> session.number(
                                "select count(*) from pg_stat_activity a join pgqueue.worker w"
                                        + " on a.pid = w.backend_pid where w.id = ?",
                                gone)
                        == 0);
        assertThat(session.rescue("30 s", "1 ms")).extracting(Rescued::worker).containsExactly("host-2");
    }

    private void awaitAServerThatIsNotYoung() {
        await().atMost(Duration.ofSeconds(60))
                .until(() -> session.number("select extract(epoch from clock_timestamp() - pg_postmaster_start_time())")
                        > 30);
    }

    private List<Rescued> rescue() throws SQLException {
        return session.rescue("30 s", "10 s");
    }

    /** As if the worker had last beaten a minute ago. */
    private void silence(int id) throws SQLException {
        session.run(
                "update pgqueue.worker set heartbeat_at = clock_timestamp() - interval '1 minute' where id = ?", id);
    }
}
