package io.pgqueue.internal.store;

import static org.assertj.core.api.Assertions.assertThat;

import io.pgqueue.internal.store.QueueSession.Outcome;
import java.sql.SQLException;
import java.util.List;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.RegisterExtension;

@Tag("database")
class OutcomeSqlTest {

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
    void aKeptTaskMovesToTheClosedOnesWithItsResult() throws SQLException {
        long id = session.enqueue(TestRow.of(mail, "a").payload("[1]").headers("{\"h\": \"1\"}"))
                .id();

        assertThat(session.complete(worker, claim(), "{\"ok\": true}", true)).containsExactly(id);

        assertThat(session.text(
                        "select format('%s %s %s %s %s %s %s', status, result, payload, headers, worker,"
                                + " attempt, finished_at >= started_at) from pgqueue.tasks where id = ?",
                        id))
                .isEqualTo("succeeded {\"ok\": true} [1] {\"h\": \"1\"} host-1 1 t");
        assertThat(keys()).isOne();
    }

    @Test
    void aTaskThatIsNotKeptIsDeletedWithItsKey() throws SQLException {
        session.enqueue(List.of(TestRow.of(mail, "a"), TestRow.of(mail), TestRow.of(mail, "b")));
        List<Claimed> claimed = session.claim(worker, mail, 2);

        assertThat(session.complete(worker, claimed, null, false)).hasSize(2);

        assertThat(session.text("select string_agg(external_key, ',') from pgqueue.task_key"))
                .isEqualTo("b");
        assertThat(session.number("select count(*) from pgqueue.tasks")).isOne();
    }

    @Test
    void anOutcomeIsFencedByAttemptTokenAndWorker() throws SQLException {
        session.enqueue(TestRow.of(mail));
        Claimed claimed = claim().get(0);
        int other = session.worker("host-2");

        for (Claimed stale : List.of(claimed.withAttempt(2), claimed.withToken(99))) {
            assertRejected(worker, stale);
        }
        assertRejected(other, claimed);
        assertThat(session.complete(worker, List.of(claimed), null, true)).hasSize(1);
        assertRejected(worker, claimed);
    }

    @Test
    void onlyTheTasksOfABatchThatAreStillHeldAreRecorded() throws SQLException {
        session.enqueue(QueueSession.copies(3, TestRow.of(mail)));
        List<Claimed> claimed = session.claim(worker, mail, 3);
        session.release(worker, claimed.subList(1, 2));

        assertThat(session.complete(worker, claimed, null, true))
                .containsExactlyInAnyOrder(claimed.get(0).id(), claimed.get(2).id());
    }

    @Test
    void aFailedAttemptWaitsForItsDelay() throws SQLException {
        long id = session.enqueue(TestRow.of(mail)).id();

        assertThat(session.fail(worker, claim(), 60_000L)).containsExactly(new Outcome(id, MUST_RETRY));

        assertThat(session.text("select format('%s %s %s %s', status, attempt, worker is null,"
                        + " available_at > clock_timestamp() + interval '50 s') from pgqueue.tasks"))
                .isEqualTo("must_retry 1 t t");
        assertThat(session.claim(worker, mail, 1)).isEmpty();
    }

    @Test
    void anErrorTellsAttemptTimeWorkerAndCause() throws SQLException {
        session.enqueue(TestRow.of(mail));
        session.fail(worker, claim(), 0L);

        assertThat(session.text("select format('%s|%s|%s|%s|%s|%s', e ->> 'attempt', e ->> 'worker', e ->> 'type',"
                        + " e ->> 'message', e ->> 'stackTrace', (e ->> 'at')::timestamptz > now() - interval '1 min')"
                        + " from (select errors -> 0 as e from pgqueue.tasks) x"))
                .isEqualTo("1|host-1|java.lang.IllegalStateException|it broke|at somewhere|t");
    }

    @Test
    void theLastErrorsAreKept() throws SQLException {
        session.enqueue(TestRow.of(mail));
        for (int i = 1; i <= 4; i++) {
            session.fail(worker, claim(), 0L, true, null, 2, "error " + i);
        }

        assertThat(session.text("select string_agg(e ->> 'message', ',' order by o) from pgqueue.tasks,"
                        + " jsonb_array_elements(errors) with ordinality x(e, o)"))
                .isEqualTo("error 3,error 4");
    }

    @Test
    void noErrorIsKeptIfNoneIsWanted() throws SQLException {
        session.enqueue(TestRow.of(mail));
        session.fail(worker, claim(), 0L, true, null, 0, "error");

        assertThat(session.number("select count(*) from pgqueue.tasks where errors is null"))
                .isOne();
    }

    @Test
    void withoutADelayThereAreNoAttemptsLeft() throws SQLException {
        long id = session.enqueue(TestRow.of(mail, "a")).id();

        assertThat(session.fail(worker, claim(), null)).containsExactly(new Outcome(id, NO_ATTEMPTS_LEFT));

        assertThat(session.text("select format('%s %s %s', status, jsonb_array_length(errors), finished_at is not null)"
                        + " from pgqueue.tasks"))
                .isEqualTo("no_attempts_left 1 t");
        assertThat(keys()).isOne();
    }

    @Test
    void anUncountedAttemptIsGivenBackWithoutAnError() throws SQLException {
        session.enqueue(TestRow.of(mail));

        session.fail(worker, claim(), 0L, false, null, 10, "later");

        assertThat(session.text("select format('%s %s %s', status, attempt, errors is null) from pgqueue.tasks"))
                .isEqualTo("must_retry 0 t");
        assertThat(claim())
                .singleElement()
                .satisfies(task -> assertThat(task.attempt()).isEqualTo(1));
    }

    @Test
    void aHandlerCanCancel() throws SQLException {
        long id = session.enqueue(TestRow.of(mail)).id();

        assertThat(session.fail(worker, claim(), null, false, "not wanted", 10, "unused"))
                .containsExactly(new Outcome(id, CANCELLED));

        assertThat(session.text("select format('%s %s', status, cancel_reason) from pgqueue.tasks"))
                .isEqualTo("cancelled not wanted");
    }

    @Test
    void aFailedTaskThatSomebodyAskedToCancelIsCancelled() throws SQLException {
        long id = session.enqueue(TestRow.of(mail)).id();
        List<Claimed> claimed = claim();
        session.cancel(id, "by hand");

        assertThat(session.fail(worker, claimed, 0L)).containsExactly(new Outcome(id, CANCELLED));

        assertThat(session.text("select format('%s %s', status, cancel_reason) from pgqueue.tasks"))
                .isEqualTo("cancelled by hand");
    }

    @Test
    void aTaskThatIsPutOffAndThatSomebodyAskedToCancelKeepsItsErrors() throws SQLException {
        long id = session.enqueue(TestRow.of(mail)).id();
        session.fail(worker, claim(), 0L);
        List<Claimed> claimed = claim();
        session.cancel(id, "by hand");

        assertThat(session.fail(worker, claimed, 0L, false, null, 0, "put off"))
                .containsExactly(new Outcome(id, CANCELLED));

        assertThat(session.text("select string_agg(e ->> 'message', ',') from pgqueue.tasks,"
                        + " jsonb_array_elements(errors) e"))
                .isEqualTo("it broke");
    }

    @Test
    void aBatchOfFailuresGoesItsSeparateWays() throws SQLException {
        session.enqueue(QueueSession.copies(4, TestRow.of(mail)));
        List<Claimed> claimed = session.claim(worker, mail, 4);
        session.cancel(claimed.get(0).id(), "by hand");
        session.release(worker, claimed.subList(1, 2));

        assertThat(session.fail(worker, claimed, 0L))
                .containsExactly(
                        new Outcome(claimed.get(0).id(), CANCELLED),
                        new Outcome(claimed.get(2).id(), MUST_RETRY),
                        new Outcome(claimed.get(3).id(), MUST_RETRY));
    }

    @Test
    void aReleasedTaskIsAsIfItHadNotBeenClaimed() throws SQLException {
        long id = session.enqueue(TestRow.of(mail)).id();
        String before = session.text("select available_at::text from pgqueue.task");

        assertThat(session.release(worker, claim())).containsExactly(id);

        assertThat(session.text("select format('%s %s %s', status, attempt, worker is null) from pgqueue.tasks"))
                .isEqualTo("new 0 t");
        assertThat(session.text("select available_at::text from pgqueue.task")).isEqualTo(before);
    }

    @Test
    void aReleasedTaskThatHadFailedBeforeMustRetry() throws SQLException {
        session.enqueue(TestRow.of(mail));
        session.fail(worker, claim(), 0L);
        session.release(worker, claim());

        assertThat(session.text("select format('%s %s', status, attempt) from pgqueue.tasks"))
                .isEqualTo("must_retry 1");
    }

    @Test
    void aReleasedTaskThatSomebodyAskedToCancelIsCancelled() throws SQLException {
        long id = session.enqueue(TestRow.of(mail)).id();
        List<Claimed> claimed = claim();
        session.cancel(id, "by hand");

        assertThat(session.release(worker, claimed)).containsExactly(id);

        assertThat(session.text("select format('%s %s', status, cancel_reason) from pgqueue.tasks"))
                .isEqualTo("cancelled by hand");
    }

    private void assertRejected(int by, Claimed task) throws SQLException {
        assertThat(session.complete(by, List.of(task), null, true)).isEmpty();
        assertThat(session.fail(by, List.of(task), 0L)).isEmpty();
        assertThat(session.release(by, List.of(task))).isEmpty();
    }

    private List<Claimed> claim() throws SQLException {
        return session.claim(worker, mail, 1);
    }

    private long keys() throws SQLException {
        return session.number("select count(*) from pgqueue.task_key");
    }
}
