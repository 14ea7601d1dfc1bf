package io.pgqueue.internal.store;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.sql.SQLException;
import java.time.OffsetDateTime;
import java.util.Arrays;
import java.util.List;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.RegisterExtension;

@Tag("database")
class ClaimSqlTest {

    private static final String UNKNOWN_WORKER = "PQ001";

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
    void takesTheMostUrgentFirstAndTheLongestAvailableWithinAPriority() throws SQLException {
        OffsetDateTime time = OffsetDateTime.parse("2020-01-01T00:00:00Z");
        session.enqueue(List.of(
                TestRow.of(mail).payload("4").priority(9).availableAt(time),
                TestRow.of(mail).payload("3").priority(5).availableAt(time.plusSeconds(2)),
                TestRow.of(mail).payload("2").priority(5).availableAt(time.plusSeconds(1)),
                TestRow.of(mail).payload("1").priority(0)));

        assertThat(session.claim(worker, mail, 3)).extracting(Claimed::payload).containsExactly("1", "2", "3");
        assertThat(session.claim(worker, mail, 3)).extracting(Claimed::payload).containsExactly("4");
        assertThat(session.claim(worker, mail, 3)).isEmpty();
    }

    @Test
    void takesOfEachKindWhatItsCapacityAllows() throws SQLException {
        int pay = session.kind("pay");
        int idle = session.kind("idle");
        session.enqueue(QueueSession.copies(5, TestRow.of(mail)));
        session.enqueue(QueueSession.copies(5, TestRow.of(pay)));
        session.enqueue(QueueSession.copies(5, TestRow.of(idle)));

        List<Claimed> claimed =
                session.claim(worker, 1, new Integer[] {pay, mail, idle}, new Integer[] {2, 4, 0}, null);

        assertThat(claimed).extracting(Claimed::kind).containsOnly(mail, pay);
        assertThat(claimed.stream().filter(task -> task.kind() == pay)).hasSize(2);
        assertThat(claimed.stream().filter(task -> task.kind() == mail)).hasSize(4);
    }

    @Test
    void recordsWhoClaimedAndCountsTheAttempt() throws SQLException {
        long id = session.enqueue(TestRow.of(mail)).id();

        List<Claimed> claimed = session.claim(worker, 42, new Integer[] {mail}, new Integer[] {1}, null);

        assertThat(claimed).singleElement().satisfies(task -> {
            assertThat(task.attempt()).isEqualTo(1);
            assertThat(task.waitedMicros()).isPositive();
        });
        assertThat(session.text(
                        "select format('%s %s %s %s', status, worker, attempt, started_at is not null)"
                                + " from pgqueue.tasks where id = ?",
                        id))
                .isEqualTo("running host-1 1 t");
        assertThat(session.number("select token from pgqueue.task")).isEqualTo(42);
    }

    @Test
    void leavesPausedKinds() throws SQLException {
        session.enqueue(TestRow.of(mail));
        session.run("update pgqueue.kind set paused_at = now()");
        assertThat(session.claim(worker, mail, 1)).isEmpty();

        session.run("update pgqueue.kind set paused_at = null");
        assertThat(session.claim(worker, mail, 1)).hasSize(1);
    }

    @Test
    void leavesDeferredTasksUntilTheyAreDue() throws SQLException {
        session.enqueue(TestRow.of(mail).delay(3_600_000));
        assertThat(session.claim(worker, mail, 1)).isEmpty();

        session.run("update pgqueue.task set available_at = clock_timestamp()");
        assertThat(session.claim(worker, mail, 1)).hasSize(1);
    }

    @Test
    void seesTasksOfItsOwnTransaction() throws SQLException {
        QueueSession transaction = database.transaction();
        transaction.number("select 1");
        transaction.enqueue(TestRow.of(mail));

        assertThat(transaction.claim(worker, mail, 1)).hasSize(1);
    }

    @Test
    void aTaskThatWasAddedWithAPastTimeHasWaitedSinceItWasAdded() throws SQLException {
        session.enqueue(TestRow.of(mail).availableAt(OffsetDateTime.parse("2001-01-01T00:00:00Z")));

        assertThat(session.claim(worker, mail, 1))
                .singleElement()
                .satisfies(task -> assertThat(task.waitedMicros()).isBetween(0L, 60_000_000L));
    }

    @Test
    void availabilityWithoutAnEndOrABeginningBreaksNothing() throws SQLException {
        session.enqueue(List.of(TestRow.of(mail).payload("1"), TestRow.of(mail).payload("2")));
        session.run("update pgqueue.task set available_at = '-infinity' where payload = '1'");
        session.run("update pgqueue.task set available_at = 'infinity' where payload = '2'");

        assertThat(session.text("select coalesce(pgqueue.next_due(array[?])::text, 'none')", mail))
                .isEqualTo("none");
        List<Claimed> claimed = session.claim(worker, mail, 5);
        assertThat(claimed).extracting(Claimed::payload).containsExactly("1");
        assertThat(claimed.get(0).availableAt()).isEqualTo("-infinity");
    }

    @Test
    void refusesAWorkerThatIsUnknownOrDead() throws SQLException {
        session.enqueue(TestRow.of(mail));
        session.run("update pgqueue.worker set ended_at = now(), ended_as = 'dead'");

        assertRefused(worker);
        assertRefused(4711);
        assertThat(session.text("select status from pgqueue.tasks")).isEqualTo("new");
    }

    @Test
    void refusesADeadWorkerEvenIfThereIsNothingToDo() throws SQLException {
        session.run("update pgqueue.worker set ended_at = now(), ended_as = 'dead'");

        assertRefused(worker);
    }

    @Test
    void anEmptyClaimWritesNothing() throws SQLException {
        QueueSession transaction = database.transaction();

        assertThat(transaction.claim(worker, mail, 10)).isEmpty();

        assertThat(transaction.text("select coalesce(pg_current_xact_id_if_assigned()::text, 'none')"))
                .isEqualTo("none");
    }

    @Test
    void aClaimThatIsRolledBackLeavesTheTask() throws SQLException {
        session.enqueue(TestRow.of(mail));
        QueueSession transaction = database.transaction();
        assertThat(transaction.claim(worker, mail, 1)).hasSize(1);
        assertThat(session.claim(worker, mail, 1)).isEmpty();

        transaction.connection().rollback();

        assertThat(session.claim(worker, mail, 1))
                .singleElement()
                .satisfies(task -> assertThat(task.attempt()).isEqualTo(1));
    }

    @Test
    void startsAtTheCursor() throws SQLException {
        OffsetDateTime time = OffsetDateTime.parse("2020-01-01T00:00:00.000001Z");
        session.enqueue(List.of(
                TestRow.of(mail).payload("1").availableAt(time),
                TestRow.of(mail).payload("2").availableAt(time.plusNanos(1_000))));
        String[] cursors = cursors("-infinity");
        cursors[5] = "2020-01-01T00:00:00.000002Z";

        assertThat(session.claim(worker, 1, new Integer[] {mail}, new Integer[] {5}, cursors))
                .extracting(Claimed::payload)
                .containsExactly("2");
        assertThat(session.claim(worker, mail, 5)).extracting(Claimed::payload).containsExactly("1");
    }

    @Test
    void givesCursorsOfEachKindAndPriority() throws SQLException {
        int pay = session.kind("pay");
        session.enqueue(List.of(
                TestRow.of(mail).priority(0),
                TestRow.of(mail).priority(9),
                TestRow.of(pay).priority(9)));
        String[] cursors = new String[20];
        Arrays.fill(cursors, "-infinity");
        cursors[9] = session.text("select clock_timestamp()::text");

        assertThat(session.claim(worker, 1, new Integer[] {mail, pay}, new Integer[] {5, 5}, cursors))
                .extracting(task -> task.kind() + " " + task.priority())
                .containsExactlyInAnyOrder(mail + " 0", pay + " 9");
    }

    @Test
    void ignoresACursorThatIsNullOrInTheFuture() throws SQLException {
        session.enqueue(List.of(TestRow.of(mail), TestRow.of(mail)));

        assertThat(session.claim(worker, 1, new Integer[] {mail}, new Integer[] {1}, cursors(null)))
                .hasSize(1);
        assertThat(session.claim(worker, 1, new Integer[] {mail}, new Integer[] {1}, cursors("2100-01-01Z")))
                .hasSize(1);
    }

    @Test
    void nextDueIsTheFirstDeferredTaskOfTheKinds() throws SQLException {
        int pay = session.kind("pay");
        session.enqueue(List.of(
                TestRow.of(mail),
                TestRow.of(mail).delay(60_000).priority(9),
                TestRow.of(mail).delay(90_000).priority(0),
                TestRow.of(pay).delay(30_000)));

        assertThat(session.number("select pgqueue.next_due(array[?])", mail)).isBetween(1_000L, 60_000L);
        assertThat(session.number("select pgqueue.next_due(array[?, ?])", mail, pay))
                .isBetween(1L, 30_000L);
    }

    private void assertRefused(int id) {
        assertThatThrownBy(() -> session.claim(id, mail, 1))
                .isInstanceOfSatisfying(
                        SQLException.class, e -> assertThat(e.getSQLState()).isEqualTo(UNKNOWN_WORKER));
    }

    private static String[] cursors(String cursor) {
        String[] cursors = new String[10];
        Arrays.fill(cursors, cursor);
        return cursors;
    }
}
