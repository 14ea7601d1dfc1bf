package io.pgqueue.internal.store;

import static org.assertj.core.api.Assertions.assertThat;

import io.pgqueue.internal.store.QueueSession.Rescued;
import java.sql.SQLException;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.RegisterExtension;

/** Tasks that end the process which runs them. */
@Tag("database")
class SuspectSqlTest {

    private static final int NEW = 0;
    private static final int MUST_RETRY = 1;
    private static final int NO_ATTEMPTS_LEFT = 5;

    @RegisterExtension
    static final QueueDatabase database = new QueueDatabase();

    private QueueSession session;
    private int mail;
    private int workers;

    @BeforeEach
    void register() throws SQLException {
        session = database.session();
        mail = session.kind("mail", 100, "1 hour");
    }

    @Test
    void aTaskThatEndsEachProcessAtOnceIsSetAsideThoughItHasAttemptsLeft() throws SQLException {
        long id = session.enqueue(TestRow.of(mail)).id();

        List<Integer> statuses = new ArrayList<>();
        for (int death = 0; death < 5; death++) {
            statuses.add(dieWith(List.of(id)).get(0).status());
        }

        assertThat(statuses).containsExactly(NEW, MUST_RETRY, MUST_RETRY, MUST_RETRY, NO_ATTEMPTS_LEFT);
        assertThat(session.text("select format('%s %s', status, attempt) from pgqueue.tasks"))
                .isEqualTo("no_attempts_left 4");
        assertThat(session.text("select errors -> -1 ->> 'type' from pgqueue.tasks"))
                .isEqualTo("io.pgqueue.TaskSetAside");
        assertThat(session.text("select errors -> -1 ->> 'message' from pgqueue.tasks"))
                .startsWith("set aside after 4 workers died while they ran this task")
                .contains("max-deaths of 3", "host-2 (20", "host-3 (20", "host-4 (20", "host-5 (20", "retry_task")
                .doesNotContain("host-1 (");
    }

    @Test
    void whatWasClaimedWithItAndNeverBegunIsNoneTheWorse() throws SQLException {
        long id = session.enqueue(TestRow.of(mail)).id();
        long innocent = session.enqueue(TestRow.of(mail)).id();

        for (int death = 0; death < 5; death++) {
            dieWith(List.of(id));
        }

        assertThat(session.status(id)).isEqualTo("no_attempts_left");
        assertThat(session.text(
                        "select format('%s %s %s', status, attempt, errors is null) from pgqueue.tasks where id = ?",
                        innocent))
                .isEqualTo("new 0 t");
    }

    @Test
    void aDeathWithoutARecordOfTheStartCountsOnceABeatHadNamedIt() throws SQLException {
        long id = session.enqueue(TestRow.of(mail)).id();
        int worker = session.worker("named");
        session.claim(worker, mail, 1);
        session.beat(worker, id);

        assertThat(bury(worker)).containsExactly(new Rescued(id, MUST_RETRY, "named"));

        assertThat(session.number("select cardinality(deaths) from pgqueue.task"))
                .isOne();
    }

    @Test
    void theClaimTellsOfSuspectsAndWhichMustRunAlone() throws SQLException {
        long id = session.enqueue(TestRow.of(mail)).id();
        List<String> told = new ArrayList<>();
        for (int death = 0; death < 4; death++) {
            int worker = session.worker("host-" + death);
            told.add(told(worker));
            assertThat(begin(worker, id)).isTrue();
            bury(worker);
        }

        assertThat(told)
                .as("first as any other, then with its start on record, after two deaths alone")
                .containsExactly("1", "-1 0, 1", "-1 1, 1", "-1 1, 1");
    }

    @Test
    void theRecordOfAStartIsFenced() throws SQLException {
        long id = session.enqueue(TestRow.of(mail)).id();
        int worker = session.worker("host-1");
        Claimed claimed = session.claim(worker, mail, 1).get(0);

        assertThat(begin(worker, claimed.withToken(2))).isFalse();
        assertThat(begin(worker, claimed.withAttempt(2))).isFalse();
        assertThat(begin(session.worker("host-2"), claimed)).isFalse();
        assertThat(begin(worker, claimed)).isTrue();
        session.release(worker, List.of(claimed));
        assertThat(begin(worker, claimed)).isFalse();
        assertThat(session.status(id)).isEqualTo("new");
    }

    @Test
    void aStartOfAnEarlierClaimSaysNothingOfTheNextOne() throws SQLException {
        long id = session.enqueue(TestRow.of(mail)).id();
        dieWith(List.of(id));
        dieWith(List.of(id));
        int worker = session.worker("next");
        session.claim(worker, 77, new Integer[] {mail}, new Integer[] {1}, null);

        bury(worker);

        assertThat(session.number("select cardinality(deaths) from pgqueue.task"))
                .as("it was only claimed")
                .isOne();
    }

    @Test
    void aKindMayLeaveItToTheAttempts() throws SQLException {
        session.run("update pgqueue.kind set max_attempts = 6");
        session.run("select pgqueue.declare_max_deaths(array[?]::int[], array[0])", mail);
        long id = session.enqueue(TestRow.of(mail)).id();

        for (int death = 0; death < 6; death++) {
            int worker = session.worker("host-" + death);
            assertThat(told(worker)).isEqualTo("1");
            session.beat(worker, id);
            bury(worker);
        }

        assertThat(session.text("select format('%s %s', status, errors -> -1 ->> 'type') from pgqueue.tasks"))
                .isEqualTo("no_attempts_left io.pgqueue.WorkerDied");
        assertThat(session.number("select count(*) from pgqueue.task where deaths is not null"))
                .isZero();
    }

    @Test
    void oneAttemptIsOneAttempt() throws SQLException {
        session.run("update pgqueue.kind set max_attempts = 1");
        long id = session.enqueue(TestRow.of(mail)).id();

        assertThat(dieWith(List.of(id))).extracting(Rescued::status).containsExactly(NEW);
        assertThat(dieWith(List.of(id))).extracting(Rescued::status).containsExactly(NO_ATTEMPTS_LEFT);

        assertThat(session.text("select errors -> -1 ->> 'type' from pgqueue.tasks"))
                .isEqualTo("io.pgqueue.WorkerDied");
    }

    @Test
    void aRunThatGoesWellIsForgiven() throws SQLException {
        long id = session.enqueue(TestRow.of(mail)).id();
        dieWith(List.of(id));
        dieWith(List.of(id));
        int worker = session.worker("again");
        Claimed claimed = session.claim(worker, mail, 1).get(0);

        session.run(
                "select pgqueue.fail(?, 'again', array[?]::bigint[], array[?]::int[], array[?]::bigint[],"
                        + " array[0]::bigint[], array[false], array[null]::text[], array[0], array[null]::text[],"
                        + " array[null]::text[], array[null]::text[])",
                worker,
                claimed.id(),
                claimed.attempt(),
                claimed.token());

        assertThat(session.text("select format('%s %s', status, deaths is null) from pgqueue.task"))
                .isEqualTo("1 t");
    }

    @Test
    void aSessionThatTakesSeveralGetsSuspectsOneAtATime() throws SQLException {
        long id = session.enqueue(TestRow.of(mail)).id();
        long innocent = session.enqueue(TestRow.of(mail)).id();
        dieWith(List.of(id));
        long fresh = session.enqueue(TestRow.of(mail)).id();
        String take = "select string_agg(id::text, ' ') from pgqueue.get_task('{mail}', 10)";

        assertThat(session.text(take)).isEqualTo("" + fresh);
        assertThat(session.text(take)).isEqualTo("" + id);
        assertThat(session.text(take)).isEqualTo("" + innocent);
        assertThat(session.text(take)).isNull();
    }

    /** A worker claims all there is, begins these, and is found dead. */
    private List<Rescued> dieWith(List<Long> ids) throws SQLException {
        int worker = session.worker("host-" + ++workers);
        boolean suspects = session.number("select count(*) from pgqueue.task where deaths is not null") > 0;
        for (Claimed claimed : session.claim(worker, workers, new Integer[] {mail}, new Integer[] {100}, null)) {
            if (suspects && ids.contains(claimed.id())) {
                assertThat(begin(worker, claimed)).isTrue();
            }
        }
        return bury(worker);
    }

    private List<Rescued> bury(int worker) throws SQLException {
        session.run(
                "update pgqueue.worker set heartbeat_at = clock_timestamp() - interval '1 minute' where id = ?",
                worker);
        return session.rescue("30 s", "10 s");
    }

    private boolean begin(int worker, Claimed claimed) throws SQLException {
        return session.one(
                "select pgqueue.begin_suspect(?, ?, ?, ?)",
                row -> row.getBoolean(1),
                worker,
                claimed.id(),
                claimed.attempt(),
                claimed.token());
    }

    /** Whatever its claim was. */
    private boolean begin(int worker, long id) throws SQLException {
        return session.one(
                "select pgqueue.begin_suspect(?, id, attempt, token) from pgqueue.task where id = ?",
                row -> row.getBoolean(1),
                worker,
                id);
    }

    /** What a claim answers: ids, with a sign for what it says of suspects; the one task is 1. */
    private String told(int worker) throws SQLException {
        return session.text(
                "select string_agg(case when id < 0 then '-1 ' || max_attempts else '1' end, ', ') from"
                        + " pgqueue.claim(?, ?, array[?]::int[], array[10], array_fill(null::timestamptz, array[10]))"
                        + " where id <> 0",
                worker,
                (long) worker,
                mail);
    }
}
