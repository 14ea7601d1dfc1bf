package io.pgqueue.internal.store;

import static org.assertj.core.api.Assertions.assertThat;

import io.pgqueue.internal.store.Grouped.Added;
import java.sql.SQLException;
import java.sql.Savepoint;
import java.util.List;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.RegisterExtension;

/** Each way in which a task ends or is reopened counts for its group, and what that adds when the group comes to rest. */
@Tag("database")
class GroupSqlTest {

    @RegisterExtension
    static final QueueDatabase database = new QueueDatabase();

    private QueueSession session;
    private Grouped groups;

    @BeforeEach
    void register() throws SQLException {
        session = database.session();
        groups = Grouped.on(session);
    }

    @AfterEach
    void nothingIsLeftToBeCounted() throws SQLException {
        assertThat(groups.isSettled()).isTrue();
    }

    @Test
    void theLastCompletionAddsTheTaskForTheEnd() throws SQLException {
        Added group = groups.add(3);

        groups.complete(2);
        assertThat(groups.counts(group)).isEqualTo("1 open, 2 done, 0 cancelled, 0 failed");
        assertThat(groups.tasks("done")).isZero();
        groups.complete(1);

        assertThat(groups.counts(group)).isEqualTo("0 open, 3 done, 0 cancelled, 0 failed; at rest");
        assertThat(groups.tasks("failed")).isZero();
        assertThat(session.text(
                        "select format('%s %s %s', payload, priority, headers - 'pgqueue-group') from pgqueue.tasks"
                                + " where kind = 'done'"))
                .isEqualTo("1 3 {\"a\": \"b\", \"pgqueue-group-total\": \"3\", \"pgqueue-group-failed\": \"0\","
                        + " \"pgqueue-group-cancelled\": \"0\", \"pgqueue-group-succeeded\": \"3\"}");
        assertThat(session.text("select t.headers ->> 'pgqueue-group' = g.id::text and g.done_task = t.id"
                        + " from pgqueue.tasks t, pgqueue.task_group g where t.kind = 'done'"))
                .isEqualTo("t");
    }

    @Test
    void completionsThatKeepNothingCount() throws SQLException {
        Added group = groups.add(TestRow.KEEP, "a", "b");

        session.complete(groups.worker(), groups.claim(2), null, false);

        assertThat(groups.counts(group)).isEqualTo("0 open, 2 done, 0 cancelled, 0 failed; at rest");
        assertThat(groups.tasks("done")).isOne();
        assertThat(groups.tasks("member")).isZero();
    }

    @Test
    void onlyTheLastFailureOfATaskCounts() throws SQLException {
        Added group = groups.add(2);

        session.fail(groups.worker(), groups.claim(1), 0L);
        assertThat(groups.counts(group)).isEqualTo("2 open, 0 done, 0 cancelled, 0 failed");
        groups.failForGood(1);
        groups.complete(1);

        assertThat(groups.counts(group)).isEqualTo("0 open, 1 done, 0 cancelled, 1 failed; at rest");
        assertThat(groups.tasks("done")).isZero();
        assertThat(groups.tasks("failed")).isOne();
    }

    @Test
    void aHandlersCancellationCounts() throws SQLException {
        Added group = groups.add(1);

        session.fail(groups.worker(), groups.claim(1), null, true, "not needed", 10, "cancelled");

        assertThat(groups.counts(group)).isEqualTo("0 open, 0 done, 1 cancelled, 0 failed; at rest");
        assertThat(groups.tasks("done")).isOne();
    }

    @Test
    void aCancellationOfAWaitingTaskCounts() throws SQLException {
        Added group = groups.add(2);

        session.cancel(group.task(0), "by hand");
        groups.complete(1);

        assertThat(groups.counts(group)).isEqualTo("0 open, 1 done, 1 cancelled, 0 failed; at rest");
        assertThat(groups.tasks("done")).isOne();
    }

    @Test
    void theReleaseOfACancelledTaskCounts() throws SQLException {
        Added group = groups.add(2);
        List<Claimed> claimed = groups.claim(2);
        session.cancel(group.task(0), "by hand");

        session.release(groups.worker(), claimed);

        assertThat(groups.counts(group)).isEqualTo("1 open, 0 done, 1 cancelled, 0 failed");
    }

    @Test
    void aRetryOpensTheGroupAndItComesToRestAgain() throws SQLException {
        Added group = groups.add(3);
        groups.failForGood(2);
        groups.complete(1);
        assertThat(groups.tasks("failed")).isOne();

        session.retry(groups.kind(), 1, 10);
        assertThat(groups.counts(group)).isEqualTo("2 open, 1 done, 0 cancelled, 0 failed");
        groups.failForGood(1);
        assertThat(groups.tasks("failed")).isOne();
        groups.complete(1);
        assertThat(groups.counts(group)).isEqualTo("0 open, 2 done, 0 cancelled, 1 failed; at rest");
        assertThat(groups.tasks("failed")).isEqualTo(2);

        session.retryTask(session.number("select id from pgqueue.tasks where status = 'no_attempts_left'"), 1);
        groups.complete(1);
        assertThat(groups.counts(group)).isEqualTo("0 open, 3 done, 0 cancelled, 0 failed; at rest");
        assertThat(groups.tasks("done")).isOne();
        assertThat(groups.tasks("failed")).isEqualTo(2);
    }

    @Test
    void aCancellationOfWhatHadFailedMayEndTheGroup() throws SQLException {
        Added group = groups.add(3);
        List<Claimed> failed = groups.failForGood(2);
        groups.complete(1);

        session.cancel(failed.get(0).id(), "given up");
        assertThat(groups.counts(group)).isEqualTo("0 open, 1 done, 1 cancelled, 1 failed; at rest");
        assertThat(groups.tasks("failed")).isOne();
        assertThat(groups.tasks("done")).isZero();
        session.cancel(failed.get(1).id(), "given up");

        assertThat(groups.counts(group)).isEqualTo("0 open, 1 done, 2 cancelled, 0 failed; at rest");
        assertThat(groups.tasks("done")).isOne();
        assertThat(groups.tasks("failed")).isOne();
    }

    @Test
    void theRescueOfADeadWorkersTasksCounts() throws SQLException {
        Added group = groups.add(3);
        session.run("update pgqueue.kind set max_attempts = 1");
        List<Claimed> claimed = groups.claim(3);
        session.beat(groups.worker(), claimed.get(0).id());
        session.cancel(claimed.get(1).id(), "by hand");
        session.run("update pgqueue.worker set heartbeat_at = now() - interval '1 hour'");

        assertThat(session.rescue("30 s", "10 s")).hasSize(3);

        assertThat(groups.counts(group)).isEqualTo("1 open, 0 done, 1 cancelled, 1 failed");
    }

    @Test
    void whatPsqlDoesCounts() throws SQLException {
        Added group = groups.add(4);
        session.run("select pgqueue.complete_task(id, attempt, token) from pgqueue.get_task('{member}')");
        session.run(
                "select pgqueue.fail_task(id, attempt, token, 'bad', retry => false) from pgqueue.get_task('{member}')");
        session.run("select pgqueue.release_task(id, attempt, token) from pgqueue.get_task('{member}')");
        session.run("select pgqueue.cancel_task(?)", group.task(2));
        assertThat(groups.counts(group)).isEqualTo("1 open, 1 done, 1 cancelled, 1 failed");
        session.run("create function public.no_work(payload jsonb) returns int language sql as 'select 1'");
        session.run("select pgqueue.register_sql_task('member', 'public.no_work(jsonb)')");
        session.run("call pgqueue.process_tasks()");
        assertThat(groups.counts(group)).isEqualTo("0 open, 2 done, 1 cancelled, 1 failed; at rest");

        session.run("select pgqueue.retry_tasks('member')");
        session.run("call pgqueue.process_tasks()");

        assertThat(groups.counts(group)).isEqualTo("0 open, 3 done, 1 cancelled, 0 failed; at rest");
        assertThat(groups.tasks("done")).isOne();
        assertThat(groups.tasks("failed")).isOne();
        session.run("drop function public.no_work(jsonb)");
    }

    @Test
    void statementsOfOneTransactionCountTogetherAndARollBackNothing() throws SQLException {
        Added group = groups.add(4);
        session.connection().setAutoCommit(false);
        groups.complete(3);
        groups.failForGood(1);
        session.connection().rollback();
        assertThat(groups.counts(group)).isEqualTo("4 open, 0 done, 0 cancelled, 0 failed");

        groups.complete(2);
        Savepoint savepoint = session.connection().setSavepoint();
        groups.complete(1);
        session.connection().rollback(savepoint);
        long failed = groups.failForGood(1).get(0).id();
        groups.complete(1);
        session.retryTask(failed, 1);
        groups.failForGood(1);
        assertThat(groups.counts(group)).isEqualTo("4 open, 0 done, 0 cancelled, 0 failed");
        session.connection().commit();

        assertThat(groups.counts(group)).isEqualTo("0 open, 3 done, 0 cancelled, 1 failed; at rest");
        assertThat(groups.tasks("failed")).isOne();
        session.connection().rollback();
        session.connection().setAutoCommit(true);
    }

    @Test
    void whoCannotWaitForTheCommitSettlesBefore() throws SQLException {
        session.connection().setAutoCommit(false);
        groups.add(2);
        groups.complete(2);

        session.text("select pgqueue.settle_groups()");
        assertThat(groups.tasks("done")).isOne();
        session.connection().commit();

        assertThat(groups.tasks("done")).isOne();
        session.connection().rollback();
        session.connection().setAutoCommit(true);
    }
}
