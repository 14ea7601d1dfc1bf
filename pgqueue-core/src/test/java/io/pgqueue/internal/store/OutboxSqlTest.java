package io.pgqueue.internal.store;

import static io.pgqueue.internal.store.Published.TOKEN;
import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import io.pgqueue.internal.store.Published.Checkpoint;
import io.pgqueue.internal.store.Published.Look;
import java.sql.Connection;
import java.sql.SQLException;
import java.util.List;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.RegisterExtension;

@Tag("database")
class OutboxSqlTest {

    @RegisterExtension
    static final QueueDatabase database = new QueueDatabase();

    private QueueSession session;
    private Published outbox;

    @BeforeEach
    void takeLease() throws SQLException {
        session = database.session();
        outbox = new Published(session);
        assertThat(outbox.lease(TOKEN, "1 hour")).isZero();
    }

    @Test
    void eventsComeInTheOrderOfTheirIds() throws SQLException {
        List<Long> ids = session.query(
                "select pgqueue.publish_events('{order,order,customer}', '{1,2,1}', '{a,b,c}', '{1,null,3}', null)",
                row -> row.getLong(1));

        assertThat(ids).isSorted().hasSize(3);
        assertThat(outbox.ids(0, 10)).isEqualTo(ids);
        assertThat(outbox.ids(ids.get(0), 1)).containsExactly(ids.get(1));
    }

    @Test
    void anEventThatWasSentLeavesTheOutboxForAsLongAsTheTtlSays() throws SQLException {
        long id = outbox.publish("1");

        assertThat(outbox.sent(TOKEN, id)).isNotNull();

        assertThat(outbox.ids(0, 10)).isEmpty();
        assertThat(session.number("select id from pgqueue.outbox_sent")).isEqualTo(id);
        assertThat(session.number("select pgqueue.purge_outbox(10)")).isZero();
        session.run("update pgqueue.outbox_sent set sent_at = now() - interval '73 hours'");
        assertThat(session.number("select pgqueue.purge_outbox(10)")).isOne();
    }

    @Test
    void anEventThatWasSentIsGoneAtOnceWithoutATtl() throws SQLException {
        session.text("select pgqueue.outbox_lease('host-1', ?, '10 s', '0')", TOKEN);
        long id = outbox.publish("1");

        outbox.sent(TOKEN, id);

        assertThat(session.number("select count(*) from pgqueue.outbox_sent")).isZero();
    }

    @Test
    void theLeaseIsOneRelaysUntilItExpires() throws SQLException {
        assertThat(outbox.lease(18, "10 s")).isBetween(1L, 3_600_000L);
        assertThat(outbox.lease(TOKEN, "10 s")).isZero();

        session.run("update pgqueue.outbox_relay set expires_at = clock_timestamp()");

        assertThat(outbox.lease(18, "10 s")).isZero();
        assertThat(outbox.lease(TOKEN, "10 s")).isPositive();
    }

    @Test
    void aLeaseThatIsGivenBackIsFreeAtOnce() throws SQLException {
        assertThat(session.text("select pgqueue.outbox_release(18)")).isEqualTo("f");
        assertThat(session.text("select pgqueue.outbox_release(?)", TOKEN)).isEqualTo("t");

        assertThat(outbox.lease(18, "10 s")).isZero();
    }

    @Test
    void whoHasLostTheLeaseIsToldNothingAndRefused() throws SQLException {
        long id = outbox.publish("1");
        session.run("update pgqueue.outbox_relay set expires_at = clock_timestamp()");
        outbox.lease(18, "10 s");

        assertThat(outbox.look(TOKEN, 0, 10).last()).isNull();
        assertThat(outbox.sent(TOKEN, id)).isNull();
        assertThat(outbox.failed(id, 1, 1_000L)).isNull();

        assertThat(outbox.look(18, 0, 10).ids()).containsExactly(id);
    }

    @Test
    void aFailedEventBlocksItsAggregateAlone() throws SQLException {
        long first = outbox.publish("1");
        long behind = outbox.publish("1");
        long other = outbox.publish("2");

        assertThat(outbox.failed(first, 1, 60_000L, behind)).isNotNull();
        long later = outbox.publish("1");

        Look look = outbox.look(TOKEN, 0, 10);
        assertThat(look.ids()).containsExactly(other);
        assertThat(look.last().dueMillis()).isBetween(1L, 60_000L);
        assertThat(session.number("select count(*) from pgqueue.outbox where parked"))
                .isEqualTo(3);
        assertThat(session.text("select errors->0->>'message' from pgqueue.outbox_block"))
                .isEqualTo("it broke");
        assertThat(later).isPositive();
    }

    @Test
    void anAggregateGoesOnInItsOrderWhenItsEventWasSentInTheEnd() throws SQLException {
        long first = outbox.publish("1");
        long second = outbox.publish("1");
        outbox.failed(first, 1, 0L, second);
        long third = outbox.publish("1");

        Look retry = outbox.look(TOKEN, 0, 10);
        assertThat(retry.ids()).as("the one that failed, by itself").containsExactly(first);
        assertThat(retry.events().get(0).attempt()).isEqualTo(2);
        outbox.sent(TOKEN, first);

        Look rest = outbox.look(TOKEN, 0, 10);
        assertThat(rest.ids()).containsExactly(second, third);
        assertThat(rest.events().get(0).attempt()).isOne();
        outbox.sent(TOKEN, second, third);
        assertThat(session.number("select count(*) from pgqueue.outbox_block")).isZero();
    }

    @Test
    void anEventThatIsCommittedLateComesBeforeTheOnesBehindIt() throws SQLException {
        QueueSession slow = database.transaction();
        long late = new Published(slow).publish("1");
        long first = outbox.publish("1");
        outbox.failed(first, 1, 60_000L);
        slow.connection().commit();
        long third = outbox.publish("1");
        assertThat(outbox.ids(0, 10)).isEmpty();

        assertThat(session.text("select pgqueue.skip_event(?, 'ops', 'test')", first))
                .isEqualTo("t");

        assertThat(outbox.ids(0, 10)).containsExactly(late, third);
    }

    @Test
    void anEventWithoutAttemptsLeftWaitsUntilItIsResent() throws SQLException {
        long id = outbox.publish("1");
        outbox.failed(id, 10, null);

        Look look = outbox.look(TOKEN, 0, 10);
        assertThat(look.ids()).isEmpty();
        assertThat(look.last().dueMillis()).isNull();

        assertThat(session.text("select pgqueue.resend_event(?)", id)).isEqualTo("t");
        assertThat(outbox.look(TOKEN, 0, 10).events())
                .singleElement()
                .satisfies(event -> assertThat(event.attempt()).isOne());
        assertThat(session.text("select pgqueue.resend_event(?)", id))
                .as("twice")
                .isEqualTo("f");
    }

    @Test
    void aSkippedEventIsKeptWithWhoAndWhyAndWhatItFailedOf() throws SQLException {
        long id = outbox.publish("1");
        assertThat(session.text("select pgqueue.skip_event(?, 'ops', 'broken')", id))
                .as("it has not failed")
                .isEqualTo("f");
        outbox.failed(id, 10, null);

        assertThat(session.text("select pgqueue.skip_event(?, 'ops', 'broken')", id))
                .isEqualTo("t");

        assertThat(session.text("select skipped_by || skip_reason || (errors->0->>'message') from pgqueue.outbox_sent"))
                .isEqualTo("opsbrokenit broke");
        assertThat(session.number("select count(*) from pgqueue.outbox_block")).isZero();
    }

    @Test
    void theErrorsOfAnEventGatherAndThoseOfTheNextOneAreItsOwn() throws SQLException {
        long first = outbox.publish("1");
        long second = outbox.publish("1");
        outbox.failed(first, 1, 0L, second);
        outbox.failed(first, 2, 0L);
        assertThat(session.number("select jsonb_array_length(errors) from pgqueue.outbox_block"))
                .isEqualTo(2);

        outbox.sent(TOKEN, first);
        outbox.failed(second, 1, 0L);

        assertThat(session.number("select jsonb_array_length(errors) from pgqueue.outbox_block"))
                .isOne();
    }

    @Test
    void aFailureOfAnEventThatWasSkippedMeanwhileBlocksNothing() throws SQLException {
        long first = outbox.publish("1");
        long second = outbox.publish("1");
        outbox.failed(first, 1, 0L, second);
        session.text("select pgqueue.skip_event(?, 'ops', 'x')", first);
        session.text("select pgqueue.skip_event(?, 'ops', 'x')", second);
        long third = outbox.publish("1");

        Checkpoint recorded = outbox.failed(second, 1, 60_000L, third);

        assertThat(recorded.openId()).isEqualTo(third);
        assertThat(outbox.ids(0, 10)).containsExactly(third);
    }

    @Test
    void oneBacklogLeavesRoomForTheOtherAggregates() throws SQLException {
        long head = outbox.publish("1");
        Long[] behind = new Long[20];
        for (int i = 0; i < behind.length; i++) {
            behind[i] = outbox.publish("1");
        }
        outbox.failed(head, 1, 0L, behind);
        outbox.sent(TOKEN, head);
        long other = outbox.publish("2");

        assertThat(outbox.ids(0, 10)).hasSize(6).contains(other);
    }

    @Test
    void theCheckpointHoldsBackWhileATransactionThatPublishesIsOpen() throws SQLException {
        QueueSession slow = database.transaction();
        long late = new Published(slow).publish("1");
        long id = outbox.publish("2");

        Checkpoint checkpoint = outbox.sent(TOKEN, id);
        assertThat(checkpoint.lastId()).isGreaterThanOrEqualTo(id);
        assertThat(outbox.look(TOKEN, 0, 10).last().settled()).isLessThan(checkpoint.nextXid());
        assertThat(outbox.ids(id, 10))
                .as("what a cursor that went to the last event would see")
                .isEmpty();
        slow.connection().commit();

        assertThat(outbox.ids(id, 10)).as("it would never see the late one").isEmpty();
        assertThat(outbox.ids(0, 10)).containsExactly(late);
        awaitSettled(checkpoint);
    }

    @Test
    void theXmaxOfASnapshotWouldNotHoldBackForATransactionThatBeganLast() throws SQLException {
        QueueSession slow = database.transaction();
        long late = new Published(slow).publish("1");

        long xmax = session.number("select pg_snapshot_xmax(pg_current_snapshot())::text::bigint");
        long settled = outbox.look(TOKEN, 0, 10).last().settled();

        assertThat(settled).as("'settled', although an event is yet to come").isGreaterThanOrEqualTo(xmax);
        slow.connection().commit();
        assertThat(outbox.ids(0, 10)).containsExactly(late);
    }

    @Test
    void aReaderWithAnOldSnapshotDoesNotHoldTheCheckpointBack() throws SQLException {
        QueueSession reader = database.transaction(Connection.TRANSACTION_REPEATABLE_READ);
        reader.number("select count(*) from pgqueue.outbox");
        long id = outbox.publish("1");

        Checkpoint checkpoint = outbox.sent(TOKEN, id);

        awaitSettled(checkpoint);
    }

    /** Autovacuum, too, may have a transaction under way. */
    private void awaitSettled(Checkpoint checkpoint) {
        await().untilAsserted(() ->
                assertThat(outbox.look(TOKEN, 0, 10).last().settled()).isGreaterThanOrEqualTo(checkpoint.nextXid()));
    }

    @Test
    void whatIsThereIsCountedWithTheTasks() throws SQLException {
        long poisoned = outbox.publish("1");
        long behind = outbox.publish("1");
        outbox.publish("2");
        outbox.failed(poisoned, 10, null, behind);

        session.text("select pgqueue.sample_counts('0')");

        assertThat(
                        session.text(
                                "select concat_ws(' ', unsent, parked, blocked, given_up, oldest is not null) from pgqueue.outbox_count"))
                .isEqualTo("3 2 1 1 t");
    }
}
