package io.pgqueue.internal.store;

import static org.assertj.core.api.Assertions.assertThat;

import io.pgqueue.internal.store.QueueSession.Enqueued;
import java.sql.SQLException;
import java.time.OffsetDateTime;
import java.util.List;
import java.util.stream.IntStream;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.RegisterExtension;

@Tag("database")
class EnqueueSqlTest {

    private static final int ADDED = 0;
    private static final int REPLACED = 1;
    private static final int DUPLICATE = 2;

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
    void addsThousandsAtOnceInTheirOrder() throws SQLException {
        List<TestRow> rows = IntStream.range(0, 5_000)
                .mapToObj(i -> TestRow.of(mail).payload("" + i))
                .toList();

        List<Enqueued> added = session.enqueue(rows);

        assertThat(added).extracting(Enqueued::outcome).containsOnly(ADDED);
        assertThat(added).extracting(Enqueued::id).isSorted().doesNotHaveDuplicates();
        assertThat(session.claim(worker, mail, 5_000))
                .extracting(Claimed::payload)
                .isEqualTo(IntStream.range(0, 5_000).mapToObj(Integer::toString).toList());
    }

    @Test
    void keepsPayloadAndHeaders() throws SQLException {
        session.enqueue(TestRow.of(mail).payload("{\"a\": [1, null]}").headers("{\"trace\": \"x\"}"));

        assertThat(session.claim(worker, mail, 1)).singleElement().satisfies(task -> {
            assertThat(task.payload()).isEqualTo("{\"a\": [1, null]}");
            assertThat(task.headers()).isEqualTo("{\"trace\": \"x\"}");
        });
    }

    @Test
    void aDelayCountsFromNowAndBeatsAPointInTime() throws SQLException {
        session.enqueue(TestRow.of(mail).delay(60_000).availableAt(OffsetDateTime.parse("2001-01-01T00:00:00Z")));

        assertThat(session.text("select available_at - created_at = interval '1 minute' from pgqueue.task"))
                .isEqualTo("t");
    }

    @Test
    void aPointInTimeIsKept() throws SQLException {
        session.enqueue(TestRow.of(mail).availableAt(OffsetDateTime.parse("2100-01-01T12:00:00.123456Z")));

        assertThat(session.text("select available_at = '2100-01-01 12:00:00.123456Z' from pgqueue.task"))
                .isEqualTo("t");
    }

    @Test
    void aKeyIsTakenOnceWithinABatch() throws SQLException {
        List<Enqueued> added = session.enqueue(List.of(
                TestRow.of(mail, "a").payload("1"),
                TestRow.of(mail),
                TestRow.of(mail, "a").payload("2"),
                TestRow.of(mail, "b")));

        assertThat(added).extracting(Enqueued::outcome).containsExactly(ADDED, ADDED, DUPLICATE, ADDED);
        assertThat(added.get(2).id()).isEqualTo(added.get(0).id());
        assertThat(session.claim(worker, mail, 9)).extracting(Claimed::payload).containsExactly("1", null, null);
    }

    @Test
    void keysOfTwoKindsAreApart() throws SQLException {
        int other = session.kind("other");

        assertThat(session.enqueue(List.of(TestRow.of(mail, "a"), TestRow.of(other, "a"))))
                .extracting(Enqueued::outcome)
                .containsExactly(ADDED, ADDED);
    }

    @Test
    void aKeyOfALiveTaskIsADuplicate() throws SQLException {
        Enqueued first = session.enqueue(TestRow.of(mail, "a"));

        assertThat(session.enqueue(TestRow.of(mail, "a"))).isEqualTo(new Enqueued(first.id(), DUPLICATE));
        assertThat(session.enqueue(TestRow.of(mail, "a").mode(TestRow.ADD_IF_CLOSED)))
                .isEqualTo(new Enqueued(first.id(), DUPLICATE));
    }

    @Test
    void aKeyOfAClosedTaskIsADuplicate() throws SQLException {
        Enqueued first = session.enqueue(TestRow.of(mail, "a"));
        session.complete(worker, session.claim(worker, mail, 1), null, true);

        assertThat(session.enqueue(TestRow.of(mail, "a"))).isEqualTo(new Enqueued(first.id(), DUPLICATE));
        assertThat(session.enqueue(TestRow.of(mail, "a").mode(TestRow.REPLACE_WAITING)))
                .isEqualTo(new Enqueued(first.id(), DUPLICATE));
    }

    @Test
    void aKeyOfADeletedTaskIsFree() throws SQLException {
        session.enqueue(TestRow.of(mail, "a"));
        session.complete(worker, session.claim(worker, mail, 1), null, false);

        assertThat(session.enqueue(TestRow.of(mail, "a")).outcome()).isEqualTo(ADDED);
    }

    @Test
    void addIfClosedTakesOverTheKeyOfAClosedTask() throws SQLException {
        Enqueued first = session.enqueue(TestRow.of(mail, "a"));
        session.complete(worker, session.claim(worker, mail, 1), null, true);

        List<Enqueued> again = session.enqueue(List.of(
                TestRow.of(mail, "a").mode(TestRow.ADD_IF_CLOSED),
                TestRow.of(mail, "new").mode(TestRow.ADD_IF_CLOSED),
                TestRow.of(mail, "a").mode(TestRow.ADD_IF_CLOSED)));

        assertThat(again).extracting(Enqueued::outcome).containsExactly(ADDED, ADDED, DUPLICATE);
        assertThat(again.get(0).id())
                .isNotEqualTo(first.id())
                .isEqualTo(again.get(2).id());
        assertThat(session.number("select task_id from pgqueue.task_key where external_key = 'a'"))
                .isEqualTo(again.get(0).id());
        assertThat(session.status(first.id())).isEqualTo("succeeded");
    }

    @Test
    void addIfClosedOfAThousandClosedTasksAddsThemAll() throws SQLException {
        List<TestRow> rows = IntStream.range(0, 1_000)
                .mapToObj(i -> TestRow.of(mail, "key-" + i).mode(TestRow.ADD_IF_CLOSED))
                .toList();
        session.enqueue(rows);
        session.complete(worker, session.claim(worker, mail, 1_000), null, true);

        List<Enqueued> again = session.enqueue(rows);

        assertThat(again).extracting(Enqueued::outcome).containsOnly(ADDED);
        assertThat(session.number("select count(*) from pgqueue.task t join pgqueue.task_key k on k.task_id = t.id"))
                .isEqualTo(1_000);
    }

    @Test
    void aWaitingTaskIsReplacedByTheLastOfABatch() throws SQLException {
        Enqueued first = session.enqueue(TestRow.of(mail, "a").payload("1").priority(9));

        List<Enqueued> again = session.enqueue(List.of(
                TestRow.of(mail, "a").payload("2").mode(TestRow.REPLACE_WAITING),
                TestRow.of(mail, "b").payload("3").mode(TestRow.REPLACE_WAITING),
                TestRow.of(mail, "a").payload("4").priority(1).headers("{}").mode(TestRow.REPLACE_WAITING),
                TestRow.of(mail, "b").payload("5").mode(TestRow.REPLACE_WAITING)));

        assertThat(again).extracting(Enqueued::outcome).containsExactly(REPLACED, ADDED, REPLACED, REPLACED);
        List<Claimed> claimed = session.claim(worker, mail, 9);
        assertThat(claimed).extracting(Claimed::payload).containsExactly("4", "5");
        assertThat(claimed.get(0).id()).isEqualTo(first.id());
        assertThat(claimed.get(0).priority()).isEqualTo(1);
        assertThat(claimed.get(0).headers()).isEqualTo("{}");
    }

    @Test
    void aRunningTaskIsNotReplaced() throws SQLException {
        Enqueued first = session.enqueue(TestRow.of(mail, "a").payload("1"));
        session.claim(worker, mail, 1);

        assertThat(session.enqueue(TestRow.of(mail, "a").payload("2").mode(TestRow.REPLACE_WAITING)))
                .isEqualTo(new Enqueued(first.id(), DUPLICATE));
        assertThat(session.text("select payload from pgqueue.task")).isEqualTo("1");
    }

    @Test
    void aTaskWithoutKeyIgnoresTheMode() throws SQLException {
        assertThat(session.enqueue(List.of(
                        TestRow.of(mail).mode(TestRow.ADD_IF_CLOSED),
                        TestRow.of(mail).mode(TestRow.REPLACE_WAITING))))
                .extracting(Enqueued::outcome)
                .containsExactly(ADDED, ADDED);
    }

    @Test
    void rolledBackTasksLeaveNoKey() throws SQLException {
        QueueSession transaction = database.transaction();
        transaction.enqueue(TestRow.of(mail, "a"));
        transaction.connection().rollback();

        assertThat(session.enqueue(TestRow.of(mail, "a")).outcome()).isEqualTo(ADDED);
    }
}
