package io.pgqueue.internal.store;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.sql.SQLException;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.RegisterExtension;

/** The procedure that deletes closed tasks. */
@Tag("database")
class CleanupSqlTest {

    @RegisterExtension
    static final QueueDatabase database = new QueueDatabase();

    private QueueSession session;

    @BeforeEach
    void closeTasks() throws SQLException {
        session = database.session();
        session.run("select pgqueue.register_kind('mail', terminal_ttl => '1 day')");
        session.run("select pgqueue.enqueue('mail', '1', 'key-' || g) from generate_series(1, 25) g");
        session.run("select pgqueue.cancel_task('mail', 'key-' || g) from generate_series(1, 25) g");
        session.run("update pgqueue.closed_task set finished_at = now() - interval '2 days'");
    }

    @Test
    void deletesInBatchesWithACommitEach() throws SQLException {
        session.run("create table batch (transaction bigint)");
        session.run("""
                create function note_batch() returns trigger language plpgsql as $$
                begin insert into public.batch select txid_current() where exists (select from gone); return null; end $$""");
        session.run("create trigger note_batch after delete on pgqueue.closed_task referencing old table as gone"
                + " for each statement execute function note_batch()");
        try {
            assertThat(session.number("call pgqueue.cleanup_tasks(10)")).isEqualTo(25);

            assertThat(session.number("select count(distinct transaction) from batch"))
                    .isEqualTo(3);
            assertThat(session.number("select count(*) from pgqueue.task_key")).isZero();
        } finally {
            session.run("drop trigger note_batch on pgqueue.closed_task");
            session.run("drop function note_batch()");
            session.run("drop table batch");
        }
    }

    @Test
    void keepsWhatIsWithinItsTtl() throws SQLException {
        session.run("select pgqueue.enqueue('mail', '1', 'young')");
        session.run("select pgqueue.cancel_task('mail', 'young')");

        assertThat(session.number("call pgqueue.cleanup_tasks()")).isEqualTo(25);
        assertThat(session.number("select count(*) from pgqueue.tasks")).isOne();
        assertThat(session.number("call pgqueue.cleanup_tasks()")).isZero();
    }

    @Test
    void aWorkerIsRememberedAsLongAsATaskOfItsMayBeKept() throws SQLException {
        session.run("insert into pgqueue.worker (name, version, ended_at)"
                + " values ('host-1/17', '1', now() - interval '10 days')");
        session.run("select pgqueue.register_kind('mail', terminal_ttl => '30 days')");
        session.run("call pgqueue.cleanup_tasks()");
        assertThat(session.number("select count(*) from pgqueue.worker")).isOne();

        session.run("select pgqueue.register_kind('mail', terminal_ttl => '1 day')");
        session.run("call pgqueue.cleanup_tasks()");
        assertThat(session.number("select count(*) from pgqueue.worker")).isZero();
    }

    @Test
    void refusesToBeCalledInATransaction() throws SQLException {
        session.connection().setAutoCommit(false);

        assertThatThrownBy(() -> session.run("call pgqueue.cleanup_tasks()"))
                .hasMessageContaining("invalid transaction termination");
    }
}
