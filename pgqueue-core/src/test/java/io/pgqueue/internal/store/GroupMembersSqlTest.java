package io.pgqueue.internal.store;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.pgqueue.internal.store.Grouped.Added;
import io.pgqueue.internal.store.QueueSession.Enqueued;
import java.sql.SQLException;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.RegisterExtension;

/** Which tasks are members of a group, and how long groups are kept. */
@Tag("database")
class GroupMembersSqlTest {

    @RegisterExtension
    static final QueueDatabase database = new QueueDatabase();

    private QueueSession session;
    private Grouped groups;

    @BeforeEach
    void register() throws SQLException {
        session = database.session();
        groups = Grouped.on(session);
    }

    @Test
    void aDuplicateIsNoMember() throws SQLException {
        Added first = groups.add(TestRow.KEEP, "a");
        Added second = groups.add(TestRow.KEEP, "a", "b", "b");

        assertThat(second.tasks()).extracting(Enqueued::outcome).containsExactly(2, 0, 2);
        assertThat(groups.counts(second)).startsWith("1 open");
        groups.complete(1);
        assertThat(groups.counts(first)).endsWith("at rest");
        assertThat(groups.counts(second)).startsWith("1 open");
    }

    @Test
    void aGroupOfDuplicatesAloneIsAtRestAtOnceAndSoIsAnEmptyOne() throws SQLException {
        groups.add(TestRow.KEEP, "a");
        session.connection().setAutoCommit(false);

        Added duplicates = groups.add(TestRow.KEEP, "a");
        Added empty = groups.add(0);

        assertThat(groups.counts(duplicates)).isEqualTo("0 open, 0 done, 0 cancelled, 0 failed; at rest");
        assertThat(groups.counts(empty)).isEqualTo("0 open, 0 done, 0 cancelled, 0 failed; at rest");
        assertThat(groups.tasks("done")).isEqualTo(2);
        session.connection().rollback();
        assertThat(session.number("select count(*) from pgqueue.task_group")).isOne();
        assertThat(session.number("select count(*) from pgqueue.group_follow_up"))
                .isEqualTo(2);
        assertThat(groups.tasks("done")).isZero();
        session.connection().setAutoCommit(true);
    }

    @Test
    void aReplacedTaskStaysInItsOwnGroup() throws SQLException {
        Added first = groups.add(TestRow.KEEP, "a");
        Added second = groups.add(TestRow.REPLACE_WAITING, "a", "b");

        assertThat(second.tasks()).extracting(Enqueued::outcome).containsExactly(1, 0);
        groups.complete(2);

        assertThat(groups.counts(first)).isEqualTo("0 open, 1 done, 0 cancelled, 0 failed; at rest");
        assertThat(groups.counts(second)).isEqualTo("0 open, 1 done, 0 cancelled, 0 failed; at rest");
    }

    @Test
    void aTaskThatTakesOverTheKeyOfAClosedOneIsAMemberOfItsOwnGroup() throws SQLException {
        Added first = groups.add(TestRow.KEEP, "a");
        groups.failForGood(1);
        Added second = groups.add(TestRow.ADD_IF_CLOSED, "a");
        assertThat(second.tasks()).extracting(Enqueued::outcome).containsExactly(0);
        assertThat(session.retryTask(first.task(0), 1)).isFalse();

        groups.complete(1);

        assertThat(groups.counts(first)).isEqualTo("0 open, 0 done, 0 cancelled, 1 failed; at rest");
        assertThat(groups.counts(second)).isEqualTo("0 open, 1 done, 0 cancelled, 0 failed; at rest");
        session.cancel(first.task(0), "superseded");
        assertThat(groups.counts(first)).isEqualTo("0 open, 0 done, 1 cancelled, 0 failed; at rest");
        assertThat(groups.tasks("done")).isEqualTo(2);
    }

    @Test
    void theKeyOfATaskForTheEndMayBeTaken() throws SQLException {
        Enqueued taken = session.enqueue(TestRow.of(session.kind("done"), "the-end"));
        Added group = groups.add(1);
        session.run("update pgqueue.group_follow_up set external_key = 'the-end'");

        groups.complete(1);

        assertThat(groups.tasks("done")).isOne();
        assertThat(session.number("select done_task from pgqueue.task_group where id = ?", group.id()))
                .isEqualTo(taken.id());
    }

    @Test
    void theDelayOfATaskForTheEndCountsFromTheEnd() throws SQLException {
        groups.add(1);
        session.run("update pgqueue.group_follow_up set delay = 3600000");

        groups.complete(1);

        assertThat(session.text("select t.available_at between g.finished_at + interval '1 h'"
                        + " and g.finished_at + interval '1 h 1 min'"
                        + " from pgqueue.task_group g, pgqueue.tasks t where t.kind = 'done'"))
                .isEqualTo("t");
    }

    @Test
    void sqlNamesTheTasksForTheEndsByTheirKinds() throws SQLException {
        String group = session.text("""
                select format('%s %s', group_id, added) from pgqueue.enqueue_group('member', '{1,2,3}', when_failed =>
                    '{"kind": "failed", "payload": {"a": 1}, "priority": 1, "headers": {"h": "x"}, "delay": 60}',
                    external_keys => '{a,b,a}', name => 'by name')""");
        assertThat(group).endsWith(" 2");
        groups.failForGood(2);

        assertThat(groups.tasks("done")).isZero();
        assertThat(session.text("""
                        select format('%s %s %s %s', payload, priority, headers ->> 'h', available_at > now() + interval '50 s')
                        from pgqueue.tasks where kind = 'failed'""")).isEqualTo("{\"a\": 1} 1 x t");
        assertThatThrownBy(
                        () -> session.text("select pgqueue.enqueue_group('member', '{1}', '{\"kind\": \"nobody\"}')"))
                .hasMessageContaining("there is no kind \"nobody\"");
        assertThatThrownBy(() -> session.text(
                        "select pgqueue.enqueue_group('member', '{1}', '{\"kind\": \"done\", \"priority\": 10}')"))
                .hasMessageContaining("priority must be 0");
        assertThatThrownBy(() -> session.text(
                        "select pgqueue.enqueue_group('member', '{1}', '{\"kind\": \"done\", \"prio\": 1}')"))
                .hasMessageContaining("may have kind, payload");
    }

    @Test
    void purgingMembersChangesNoCount() throws SQLException {
        Added group = groups.add(3);
        session.run("update pgqueue.kind set terminal_ttl = interval '0'");
        groups.complete(2);
        session.purge(100);
        assertThat(groups.tasks("member")).isOne();
        groups.complete(1);
        session.purge(100);

        assertThat(groups.counts(group)).isEqualTo("0 open, 3 done, 0 cancelled, 0 failed; at rest");
        assertThat(groups.tasks("done")).isOne();
    }

    @Test
    void groupsAreForgottenSomeTimeAfterTheyCameToRestUnlessOneFailed() throws SQLException {
        groups.add(1);
        groups.complete(1);
        Added failed = groups.add(1);
        groups.failForGood(1);
        Added open = groups.add(1);
        session.run("update pgqueue.task_group set finished_at = finished_at - interval '71 h'");
        session.purge(100);
        assertThat(session.number("select count(*) from pgqueue.task_group")).isEqualTo(3);
        session.run("update pgqueue.task_group set finished_at = finished_at - interval '1 h'");
        session.run("update pgqueue.kind set terminal_ttl = interval '73 h' where id = ?", groups.kind());
        session.purge(100);
        assertThat(session.number("select count(*) from pgqueue.task_group")).isEqualTo(3);
        session.run("update pgqueue.kind set terminal_ttl = interval '1 h' where id = ?", groups.kind());
        session.purge(100);

        assertThat(session.query("select id from pgqueue.task_group order by id", row -> row.getLong(1)))
                .containsExactly(failed.id(), open.id());
        assertThat(session.number("select count(*) from pgqueue.group_follow_up"))
                .isEqualTo(4);
        session.cancel(failed.task(0), "given up");
        assertThat(groups.counts(failed)).endsWith("at rest");
    }
}
