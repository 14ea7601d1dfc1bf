package io.pgqueue.internal.store;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.tuple;

import java.sql.SQLException;
import java.util.Arrays;
import java.util.List;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.RegisterExtension;

/** Tasks with ordering keys, in the database alone. */
@Tag("database")
class OrderSqlTest {

    @RegisterExtension
    static final QueueDatabase database = new QueueDatabase();

    private QueueSession session;
    private Ordered ordered;

    @BeforeEach
    void register() throws SQLException {
        session = database.session();
        ordered = new Ordered(session, session.kind("pay"), session.worker("host-1"));
    }

    @Test
    void whatAClaimFindsBehindAnotherOfItsKeyIsParked() throws SQLException {
        List<Long> ids = ordered.enqueue("a", "a", "b", null, null);
        ordered.enqueue("b", "c");

        assertThat(ordered.claim(10, 0))
                .extracting(Claimed::id)
                .containsExactly(ids.get(0), ids.get(2), ids.get(3), ids.get(4), ids.get(4) + 2);
        assertThat(ordered.parked()).containsExactly(false, true, false, false, false, true, false);
    }

    @Test
    void aClaimThatFindsOneBehindAFirstThatIsNotDueParksWhatIsBehindItToo() throws SQLException {
        String[] keys = new String[901];
        Arrays.fill(keys, 0, 900, "hot");
        long other =
                ordered.enqueue("{3600000" + ",null".repeat(900) + "}", keys).get(900);

        assertThat(ordered.claim(1, 0)).isEmpty();
        assertThat(ordered.claim(1, 0)).extracting(Claimed::id).containsExactly(other);
    }

    @Test
    void anUrgentTaskBringsTheFirstOfItsKeyForward() throws SQLException {
        List<Long> ids = ordered.enqueue("a", "b", "b");
        session.run("update pgqueue.task set priority = 0 where id = ?", ids.get(2));

        assertThat(ordered.claim(1, 0)).isEmpty();
        assertThat(ordered.claim(1, 1)).extracting(Claimed::id).containsExactly(ids.get(0));
        assertThat(ordered.claim(1, 1)).extracting(Claimed::id).containsExactlyInAnyOrder(ids.get(1), ids.get(2));
    }

    @Test
    void aClaimTakesHeadsAndThoseRightBehindThem() throws SQLException {
        List<Long> ids = ordered.enqueue("a", "a", "a", "a", "b");

        assertThat(ordered.claim(10, 2))
                .extracting(Claimed::id)
                .containsExactly(ids.get(0), ids.get(1), ids.get(2), ids.get(4));
        assertThat(ordered.claim(10, 2)).isEmpty();
    }

    @Test
    void aRunEndsBeforeATaskThatMayNotRunYet() throws SQLException {
        List<Long> ids = ordered.enqueue("{null,3600000,null}", new String[] {"a", "a", "a"});

        assertThat(ordered.claim(10, 5)).extracting(Claimed::id).containsExactly(ids.get(0));
    }

    @Test
    void theNextIsReadyOnceAllThatWasClaimedHasEnded() throws SQLException {
        List<Long> ids = ordered.enqueue("a", "a", "a");
        List<Claimed> run = ordered.claim(10, 1);

        ordered.complete(run.get(0));
        ordered.mend("a");
        assertThat(ordered.claim(10, 1)).isEmpty();
        ordered.complete(run.get(1));
        assertThat(ordered.claim(10, 1)).isEmpty();
        ordered.mend("a");
        List<Claimed> last = ordered.claim(10, 1);

        assertThat(last).extracting(Claimed::id).containsExactly(ids.get(2));
        ordered.complete(last.get(0));
        ordered.mend("a");
        assertThat(ordered.lanes()).isZero();
    }

    @Test
    void aFailingHeadKeepsItsKey() throws SQLException {
        List<Long> ids = ordered.enqueue("a", "a", "b");
        List<Claimed> run = ordered.claim(10, 1);

        session.fail(ordered.worker(), run.subList(0, 1), 3_600_000L);
        session.release(ordered.worker(), run.subList(1, 2));
        ordered.mend("a");
        assertThat(ordered.claim(10, 1)).isEmpty();
        session.runNow(ids.get(0));

        assertThat(ordered.claim(10, 1))
                .extracting(Claimed::id, Claimed::attempt)
                .containsExactly(tuple(ids.get(0), 2), tuple(ids.get(1), 1));
    }

    @Test
    void whatWasClaimedBehindAHeadAndGivenBackComesNext() throws SQLException {
        List<Long> ids = ordered.enqueue("a", "a", "a", "a");
        List<Claimed> run = ordered.claim(10, 2);

        ordered.complete(run.get(0));
        session.release(ordered.worker(), run.subList(1, 3));
        ordered.mend("a");

        assertThat(ordered.claim(10, 5)).extracting(Claimed::id).isEqualTo(ids.subList(1, 4));
    }

    @Test
    void oneWithoutAttemptsLeftBlocksItsKeyUntilItIsRetriedOrCancelled() throws SQLException {
        List<Long> ids = ordered.enqueue("a", "a");
        session.fail(ordered.worker(), ordered.claim(10, 0), null);
        ordered.mend("a");
        assertThat(ordered.claim(10, 0)).isEmpty();

        session.retryTask(ids.get(0), 1);
        session.run("select pgqueue.mend_lanes_of(array[?])", ids.get(0));
        List<Claimed> again = ordered.claim(10, 0);
        assertThat(again).extracting(Claimed::id).containsExactly(ids.get(0));
        session.fail(ordered.worker(), again, null);
        ordered.mend("a");
        assertThat(ordered.claim(10, 0)).isEmpty();

        session.cancel(ids.get(0), "settled");
        session.run("select pgqueue.mend_lanes_of(array[?])", ids.get(0));
        assertThat(ordered.claim(10, 0)).extracting(Claimed::id).containsExactly(ids.get(1));
    }

    @Test
    void whereTheKindSaysSoOneWithoutAttemptsLeftIsSkipped() throws SQLException {
        session.run("update pgqueue.kind set skip_exhausted = true");
        List<Long> ids = ordered.enqueue("a", "a");

        session.fail(ordered.worker(), ordered.claim(10, 0), null);
        ordered.mend("a");

        assertThat(ordered.claim(10, 0)).extracting(Claimed::id).containsExactly(ids.get(1));
    }

    @Test
    void oneThatCommitsBehindALaterOneThatRunsComesNext() throws SQLException {
        QueueSession early = database.transaction();
        long first = new Ordered(early, ordered.kind(), ordered.worker())
                .enqueue("a")
                .get(0);
        long second = ordered.enqueue("a").get(0);
        List<Claimed> running = ordered.claim(10, 5);
        assertThat(running).extracting(Claimed::id).containsExactly(second);
        early.connection().commit();
        long third = ordered.enqueue("a").get(0);
        assertThat(ordered.claim(10, 5)).isEmpty();

        ordered.complete(running.get(0));
        ordered.mend("a");

        assertThat(ordered.claim(10, 5)).extracting(Claimed::id).containsExactly(first, third);
    }

    @Test
    void oneThatIsParkedBehindACancelledOneIsFoundByAMendAfterIt() throws SQLException {
        long behind = parkBehindWhatIsGone();

        ordered.mend("a");

        assertThat(ordered.claim(10, 5)).extracting(Claimed::id).containsExactly(behind);
    }

    @Test
    void aSweepFindsItToo() throws SQLException {
        long behind = parkBehindWhatIsGone();

        assertThat(session.text("select ready_kinds from pgqueue.sweep_lanes(0, '', 100)"))
                .isEqualTo("{" + ordered.kind() + "}");

        assertThat(ordered.claim(10, 5)).extracting(Claimed::id).containsExactly(behind);
        assertThat(session.text("select ready_kinds from pgqueue.sweep_lanes(0, '', 100)"))
                .isEqualTo("{}");
    }

    @Test
    void aSweepGoesThroughAllKeysInSteps() throws SQLException {
        ordered.enqueue("a", "a", "b", "b", "c", "c");
        ordered.complete(ordered.claim(10, 0).toArray(Claimed[]::new));
        assertThat(ordered.lanes()).isEqualTo(3);

        assertThat(session.text("select ordering_key from pgqueue.sweep_lanes(0, '', 2)"))
                .isEqualTo("b");
        assertThat(session.text("select ordering_key from pgqueue.sweep_lanes(?, 'b', 2)", ordered.kind()))
                .isNull();

        assertThat(ordered.lanes()).isZero();
        assertThat(ordered.parked()).containsExactly(false, false, false);
    }

    @Test
    void aClaimThatComesUponAKeyWhichNobodyHoldsAnyMoreLetsGoOfIt() throws SQLException {
        ordered.enqueue("a");
        ordered.complete(ordered.claim(10, 5).get(0));
        assertThat(ordered.lanes()).isOne();
        long next = ordered.enqueue("a").get(0);

        assertThat(session.number(
                        "select count(*) from pgqueue.claim(?, 1, array[?], '{10}',"
                                + " array_fill('-infinity'::timestamptz, array[10])) where id = 0 and attempt = 1",
                        ordered.worker(),
                        ordered.kind()))
                .as("asks for another claim")
                .isPositive();

        assertThat(ordered.claim(10, 5)).extracting(Claimed::id).containsExactly(next);
    }

    @Test
    void theTasksOfAKeyAreWorkedInTheirOrderInsideTheDatabaseToo() throws SQLException {
        session.run("create table booked (n int, at int generated always as identity)");
        session.run("create function book(payload jsonb) returns void language sql as $$"
                + " insert into public.booked (n) values (payload::int) $$");
        try {
            session.run("select pgqueue.register_sql_task('book', 'public.book(jsonb)')");
            session.run("select pgqueue.enqueue_many('book', '{1,2,3}', ordering_key => 'a')");
            session.run("select pgqueue.enqueue_many('book', '{4,5}', ordering_key => 'b')");

            session.run("call pgqueue.process_tasks()");

            assertThat(session.query("select n from booked where n < 4 order by at", row -> row.getInt(1)))
                    .containsExactly(1, 2, 3);
            assertThat(session.query("select n from booked where n > 3 order by at", row -> row.getInt(1)))
                    .containsExactly(4, 5);
            assertThat(ordered.lanes()).isZero();
        } finally {
            session.run("drop table booked; drop function book; truncate pgqueue.sql_task");
        }
    }

    /** Parks a task behind one that is not due, which is then cancelled. */
    private long parkBehindWhatIsGone() throws SQLException {
        List<Long> ids = ordered.enqueue("{3600000,null}", new String[] {"a", "a"});
        assertThat(ordered.claim(10, 5)).isEmpty();
        assertThat(ordered.parked()).containsExactly(false, true);
        session.cancel(ids.get(0), "not needed");
        assertThat(ordered.claim(10, 5)).isEmpty();
        return ids.get(1);
    }
}
