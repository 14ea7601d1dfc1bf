package io.pgqueue.internal.store;

import static org.assertj.core.api.Assertions.assertThat;

import java.sql.SQLException;
import java.util.List;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.RegisterExtension;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

@Tag("database")
class LimitSqlTest {

    @RegisterExtension
    static final QueueDatabase database = new QueueDatabase();

    private QueueSession session;
    private Limits limits;
    private int mail;
    private int worker;

    @BeforeEach
    void register() throws SQLException {
        session = database.session();
        mail = session.kind("mail");
        worker = session.worker("host-1");
        limits = new Limits(session, mail);
    }

    @Test
    void aClaimTakesNoMoreThanMayRun() throws SQLException {
        limits.running(3);
        limits.add(null, 10);

        assertThat(claim(2)).hasSize(2);
        assertThat(claim(10)).hasSize(1);
        assertThat(claim(10)).isEmpty();
        assertThat(limits.slots()).isEqualTo(3);
    }

    @ParameterizedTest
    @ValueSource(strings = {"complete", "keep", "retry", "fail", "cancel", "release", "release claim", "rescue"})
    void whateverEndsAnAttemptFreesItsSlot(String end) throws SQLException {
        limits.running(3);
        limits.add("a", 10);
        List<Claimed> claimed = claim(10);
        assertThat(claimed).hasSize(3);

        switch (end) {
            case "complete" -> session.complete(worker, claimed, null, false);
            case "keep" -> session.complete(worker, claimed, "{}", true);
            case "retry" -> session.fail(worker, claimed, 60_000L);
            case "fail" -> session.fail(worker, claimed, null);
            case "release" -> session.release(worker, claimed);
            case "release claim" -> session.query("select pgqueue.release_claim(?, 1)", row -> 0, worker);
            case "cancel" -> {
                for (Claimed task : claimed) {
                    session.cancel(task.id(), "by hand");
                }
                session.release(worker, claimed);
            }
            default -> {
                session.beat(worker, claimed.get(0).id());
                session.run("update pgqueue.worker set heartbeat_at = now() - interval '1 hour'");
                assertThat(session.rescue("30 s", "10 s")).hasSize(3);
                worker = session.worker("host-2");
            }
        }
        assertThat(limits.slots()).isZero();
        assertThat(session.number("select count(*) from pgqueue.task where limited and status = 2"))
                .isZero();
        assertThat(claim(10)).hasSize(3);
    }

    @Test
    void anEndThatHasNotCommittedStillCountsAndDelaysNobody() throws SQLException {
        limits.running(1);
        limits.add(null, 2);
        List<Claimed> first = claim(1);
        QueueSession recorder = database.transaction();
        recorder.complete(worker, first, null, false);

        session.run("set lock_timeout = '2s'");
        assertThat(claim(1)).isEmpty();
        recorder.connection().commit();
        assertThat(claim(1)).hasSize(1);
    }

    @Test
    void aClaimThatRollsBackLeavesNothingBehind() throws SQLException {
        limits.set(5, 5, "1 hour", null, null, null);
        limits.add(null, 5);
        QueueSession other = database.transaction();
        assertThat(other.claim(worker, mail, 5)).hasSize(5);
        other.connection().rollback();

        assertThat(limits.slots()).isZero();
        assertThat(claim(10)).hasSize(5);
    }

    @Test
    void startsLeaveThePeriodOneAfterAnother() throws SQLException {
        limits.started(5, "1 hour");
        limits.add(null, 20);
        assertThat(claim(2)).hasSize(2);
        assertThat(claim(10)).hasSize(3);
        assertThat(claim(10)).isEmpty();

        session.run("update pgqueue.limit_start set started_at = started_at - interval '1 hour' where started = 2");
        assertThat(claim(10)).hasSize(2);
        assertThat(claim(10)).isEmpty();
        assertThat(session.number("select sum(started) from pgqueue.limit_start"))
                .isEqualTo(5);
    }

    @Test
    void theNextLookWaitsForTheFirstStartToLeaveThePeriod() throws SQLException {
        limits.started(5, "1 hour");
        limits.add(null, 20);
        claim(5);

        assertThat(limits.nextDue()).isBetween(3_540_000L, 3_600_000L);
        assertThat(claim(5)).isEmpty();
        assertThat(limits.nextDue()).isBetween(3_540_000L, 3_600_000L);
    }

    @Test
    void aFullKindAsksForNoLookBecauseAFreedSlotTells() throws SQLException {
        limits.running(1);
        limits.add(null, 20);
        claim(5);
        claim(5);

        assertThat(limits.nextDue()).isNull();
    }

    @Test
    void limitsChangeAtRunTimeAndFallBackToWhatIsDeclared() throws SQLException {
        declare(2);
        limits.add(null, 20);
        assertThat(claim(10)).hasSize(2);

        limits.running(5);
        assertThat(claim(10)).hasSize(3);
        limits.running(1);
        assertThat(claim(10)).isEmpty();
        limits.set(null, null, null, null, null, null);
        assertThat(claim(3)).hasSize(3);
        declare(9);
        assertThat(claim(1)).hasSize(1);
        limits.reset();
        assertThat(claim(10))
                .as("all that runs counts, that which was claimed without limits, too")
                .isEmpty();
        declare(10);
        assertThat(claim(10)).hasSize(1);
        declare(null);
        assertThat(claim(10)).hasSize(10);
    }

    @Test
    void limitsThatAreSetLaterCountWhatRuns() throws SQLException {
        limits.add(null, 20);
        List<Claimed> running = claim(4);
        limits.running(5);

        assertThat(claim(10)).hasSize(1);
        session.complete(worker, running, null, false);
        assertThat(claim(10)).hasSize(4);
        assertThat(limits.slots()).isEqualTo(5);
    }

    @Test
    void aPausedKindWithLimitsIsLeftAlone() throws SQLException {
        limits.running(5);
        limits.add(null, 5);
        session.run("update pgqueue.kind set paused_at = now()");

        assertThat(claim(10)).isEmpty();
    }

    @Test
    void otherKindsAreClaimedInTheSameCall() throws SQLException {
        int post = session.kind("post");
        limits.running(2);
        limits.add(null, 5);
        session.enqueue(QueueSession.copies(5, TestRow.of(post)));

        List<Claimed> claimed = session.claim(worker, 1, new Integer[] {mail, post}, new Integer[] {3, 3}, null);

        assertThat(claimed.stream().filter(task -> task.kind() == mail)).hasSize(2);
        assertThat(claimed.stream().filter(task -> task.kind() == post)).hasSize(3);
    }

    @Test
    void onlyWhatCouldBeginAtOnceIsTakenOfAKindWithLimits() throws SQLException {
        limits.running(10);
        limits.add(null, 10);

        long claimed = session.number(
                "select count(*) from pgqueue.claim(?, 1, array[?::int], array[8], '{}', p_free => array[3])",
                worker,
                mail);

        assertThat(claimed).isEqualTo(3);
    }

    @Test
    void theMostUrgentAreTakenFirst() throws SQLException {
        limits.running(2);
        session.enqueue(List.of(
                TestRow.of(mail).priority(7).payload("7"),
                TestRow.of(mail).priority(1).payload("1"),
                TestRow.of(mail).priority(5).payload("5")));

        assertThat(claim(10)).extracting(Claimed::payload).containsExactly("1", "5");
    }

    @Test
    void tendingFreesSlotsOfTasksThatSomebodyDeleted() throws SQLException {
        limits.running(5);
        List<Long> ids = limits.add(null, 5);
        claim(2);
        session.run("delete from pgqueue.task where id = ?", ids.get(0));

        session.purge(10);

        assertThat(limits.slots()).isEqualTo(1);
        assertThat(claim(10)).hasSize(3);
    }

    @Test
    void tendingForgetsStartsOfPartitionsThatAreQuiet() throws SQLException {
        limits.perPartition(null, 5, "1 minute");
        limits.add("a", 1);
        claim(1);
        session.run("update pgqueue.limit_start set started_at = started_at - interval '2 minutes'");

        session.purge(10);

        assertThat(session.number("select count(*) from pgqueue.limit_start")).isZero();
    }

    private List<Claimed> claim(int most) throws SQLException {
        return session.claim(worker, mail, most);
    }

    private void declare(Integer running) throws SQLException {
        session.query(
                "select pgqueue.declare_limits(array[?::int], array[?::int], array[null::int], array[null::interval],"
                        + " array[null::int], array[null::int], array[null::interval])",
                row -> 0,
                mail,
                running == null ? null : String.valueOf(running));
    }
}
