package io.pgqueue.internal.store;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.sql.SQLException;
import java.util.List;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.RegisterExtension;

/** Working tasks by the functions for psql and other languages. */
@Tag("database")
class GetTaskSqlTest {

    @RegisterExtension
    static final QueueDatabase database = new QueueDatabase();

    private QueueSession session;

    @BeforeEach
    void registerKinds() throws SQLException {
        session = database.session();
        session.run("select pgqueue.register_kind('mail', 3), pgqueue.register_kind('report')");
    }

    @Test
    void aTaskIsTakenWithAllThatItTakesToEndIt() throws SQLException {
        session.run("select pgqueue.enqueue('mail', '{\"to\": \"ada\"}', 'key-1', headers => '{\"a\": \"b\"}')");

        assertThat(session.text("""
                        select format('%s %s/%s %s %s %s %s', kind, attempt, max_attempts, payload, headers, external_key,
                                      token is not null) from pgqueue.get_task('{mail}')""")).isEqualTo("mail 1/3 {\"to\": \"ada\"} {\"a\": \"b\"} key-1 t");
        assertThat(session.text("select status from pgqueue.tasks")).isEqualTo("running");
    }

    @Test
    void aTaskIsDoneWithItsResultAndOnlyOnce() throws SQLException {
        session.run("select pgqueue.enqueue('mail')");
        Taken task = take("mail");

        assertThat(task.call("complete_task", ", '{\"sent\": true}'")).isEqualTo("t");
        assertThat(task.call("complete_task", "")).isEqualTo("f");
        assertThat(task.call("fail_task", ", 'too late'")).isNull();
        assertThat(session.text("select status || result from pgqueue.tasks")).isEqualTo("succeeded{\"sent\": true}");
    }

    @Test
    void anotherSessionMayEndIt() throws SQLException {
        session.run("select pgqueue.enqueue('mail')");
        Taken task = take("mail");

        assertThat(new Taken(database.session(), task.claim).call("complete_task", ""))
                .isEqualTo("t");
    }

    @Test
    void aWrongTokenEndsNothing() throws SQLException {
        session.run("select pgqueue.enqueue('mail')");
        String id = session.text("select id from pgqueue.get_task('{mail}')");

        for (String call : List.of("complete_task(%s, 1, 1)", "release_task(%s, 1, 1)")) {
            assertThat(session.text("select pgqueue." + call.formatted(id))).isEqualTo("f");
        }
        assertThat(session.text("select status from pgqueue.tasks")).isEqualTo("running");
    }

    @Test
    void aKindWithoutATerminalTtlKeepsNothing() throws SQLException {
        session.run("select pgqueue.register_kind('mail', terminal_ttl => '0')");
        session.run("select pgqueue.enqueue('mail', '1', 'key-1')");

        take("mail").call("complete_task", "");

        assertThat(session.number("select count(*) from pgqueue.tasks")).isZero();
        assertThat(session.number("select count(*) from pgqueue.task_key")).isZero();
    }

    @Test
    void aFailedAttemptIsTriedAgainAfterADelayLikeEveryones() throws SQLException {
        session.run("select pgqueue.enqueue('mail')");

        assertThat(take("mail").call("fail_task", ", 'it broke', context => 'line 1'"))
                .isEqualTo("must_retry");

        assertThat(session.text("""
                        select format('%s %s %s %s', status, errors -> 0 ->> 'message', errors -> 0 ->> 'stackTrace',
                            available_at - (errors -> 0 ->> 'at')::timestamptz between '2.9 s' and '6.1 s')
                        from pgqueue.tasks""")).isEqualTo("must_retry it broke line 1 t");
    }

    @Test
    void aDelayOutOfBoundsIsRefusedAndTheTaskStaysWithItsSession() throws SQLException {
        session.run("select pgqueue.enqueue('mail')");
        Taken task = take("mail");

        for (String delay : List.of("366 days", "1000 years", "-1 s")) {
            assertThatThrownBy(() -> task.call("fail_task", ", 'no', retry_after => '" + delay + "'"))
                    .hasMessageContaining("retry_after must be 0 to 365 days")
                    .hasFieldOrPropertyWithValue("SQLState", "PQ003");
        }
        assertThat(session.text("select status from pgqueue.tasks")).isEqualTo("running");
        assertThat(task.call("fail_task", ", 'no', retry_after => '365 days'")).isEqualTo("must_retry");
    }

    @Test
    void delaysDoubleUpToTenMinutesWithEqualJitter() throws SQLException {
        assertThat(session.text("""
                        select string_agg(format('%s:%s', a, (
                            select bool_and(d between full_delay / 2 and full_delay) and count(distinct d) > 1
                            from (select pgqueue.retry_delay(a) as d from generate_series(1, 200)) s)), ' ' order by a)
                        from (values (1, 6000), (2, 12000), (7, 384000), (8, 600000), (1000000, 600000)) v(a, full_delay)""")).isEqualTo("1:t 2:t 7:t 8:t 1000000:t");
    }

    @Test
    void theKindSaysHowManyAttemptsThereAre() throws SQLException {
        session.run("select pgqueue.enqueue('mail')");

        for (int attempt = 1; attempt < 3; attempt++) {
            assertThat(take("mail").call("fail_task", ", 'no', '0'")).isEqualTo("must_retry");
        }
        assertThat(take("mail").call("fail_task", ", 'no', '0'")).isEqualTo("no_attempts_left");

        assertThat(session.text("select pgqueue.retry_tasks('mail', 2)")).isEqualTo("1");
        assertThat(session.text("select attempt || '/' || max_attempts from pgqueue.get_task('{mail}')"))
                .isEqualTo("4/5");
    }

    @Test
    void anAttemptCanBeTheLast() throws SQLException {
        String id = session.text("select task_id from pgqueue.enqueue('mail')");

        assertThat(take("mail").call("fail_task", ", 'no', retry => false")).isEqualTo("no_attempts_left");
        assertThat(session.text("select pgqueue.retry_task(" + id + ", 1)")).isEqualTo("t");
    }

    @Test
    void aTaskIsGivenBackUncounted() throws SQLException {
        session.run("select pgqueue.enqueue('mail')");

        assertThat(take("mail").call("release_task", "")).isEqualTo("t");

        assertThat(session.text("select status || attempt from pgqueue.tasks")).isEqualTo("new0");
    }

    @Test
    void aRunningTaskThatIsToBeCancelledIsOnceItFails() throws SQLException {
        String id = session.text("select task_id from pgqueue.enqueue('mail', '1', 'a')");
        Taken task = take("mail");

        assertThat(session.text("select pgqueue.cancel_task(" + id + ", 'enough', notify => true)"))
                .isEqualTo("running");
        assertThat(task.call("fail_task", ", 'stopped'")).isEqualTo("cancelled");
        assertThat(session.text("select status || ' ' || cancel_reason from pgqueue.tasks"))
                .isEqualTo("cancelled enough");
        assertThat(session.text("select pgqueue.cancel_task('mail', 'a')")).isNull();
        assertThat(session.text("select pgqueue.cancel_task('mail', 'unknown')"))
                .isNull();
        assertThat(session.text("select pgqueue.cancel_task(" + id + ")")).isNull();
    }

    @Test
    void aWaitingTaskIsCancelledByIdOrKey() throws SQLException {
        String id = session.text("select task_id from pgqueue.enqueue('mail')");
        session.run("select pgqueue.enqueue('mail', '1', 'a')");

        assertThat(session.text("select pgqueue.cancel_task(" + id + ")")).isEqualTo("cancelled");
        assertThat(session.text("select pgqueue.cancel_task('mail', 'a', 'why not')"))
                .isEqualTo("cancelled");
    }

    @Test
    void theMostUrgentIsFirstAndAPausedKindRests() throws SQLException {
        session.run("select pgqueue.enqueue('mail', '1'), pgqueue.enqueue('mail', '2', priority => 1),"
                + " pgqueue.enqueue('report', '3')");
        session.run("update pgqueue.kind set paused_at = now() where name = 'report'");

        assertThat(payloads("'{mail,report}', 5")).containsExactlyInAnyOrder("2", "1");
        session.run("select pgqueue.enqueue('mail', '4'), pgqueue.enqueue('mail', '5', priority => 1)");
        assertThat(payloads("'{mail}', 1")).containsExactly("5");
    }

    @Test
    void noMoreAreTakenThanAskedForFromHoweverManyKinds() throws SQLException {
        session.run("select pgqueue.enqueue_many('mail', '{1,2,3}'), pgqueue.enqueue_many('report', '{4,5,6}')");

        assertThat(payloads("'{mail,report}'")).hasSize(1);
        assertThat(payloads("'{mail,report,mail}', 4")).hasSize(4);
        assertThat(payloads("'{mail,report}', 4")).hasSize(1);
    }

    @Test
    void askingAnIdleQueueWritesNothing() throws SQLException {
        session.run("select pgqueue.enqueue('mail', delay => '1 h')");

        assertThat(payloads("'{mail,report}', 10")).isEmpty();

        assertThat(session.number("select count(*) from pgqueue.worker")).isZero();
    }

    @Test
    void theCallersTransactionStaysDurable() throws SQLException {
        session.run("select pgqueue.enqueue('mail')");
        session.run("set synchronous_commit = 'local'");
        session.connection().setAutoCommit(false);
        session.run("select pgqueue.get_task('{mail}')");

        assertThat(session.text("select current_setting('synchronous_commit')")).isEqualTo("local");
    }

    @Test
    void anUnknownKindIsRefused() {
        assertThatThrownBy(() -> session.run("select pgqueue.get_task('{male}')"))
                .hasMessageContaining("there is no kind \"male\"");
    }

    private List<String> payloads(String arguments) throws SQLException {
        return session.query("select payload from pgqueue.get_task(" + arguments + ")", row -> row.getString(1));
    }

    private Taken take(String kind) throws SQLException {
        return new Taken(
                session,
                session.text("select format('%s, %s, %s', id, attempt, token) from pgqueue.get_task(array[?])", kind));
    }

    /** A claim, and the session that is to end it. */
    private record Taken(QueueSession session, String claim) {
        String call(String function, String more) throws SQLException {
            return session.text("select pgqueue." + function + "(" + claim + more + ")");
        }
    }
}
