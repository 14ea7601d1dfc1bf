package io.pgqueue.internal.store;

import static org.assertj.core.api.Assertions.assertThat;

import java.sql.SQLException;
import java.util.List;
import java.util.concurrent.CyclicBarrier;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.RegisterExtension;

@Tag("database")
class AdminSqlTest {

    private static final int RUNNING = 2;
    private static final int CANCELLED = 4;

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
    void cancelsAWaitingTask() throws SQLException {
        long id = session.enqueue(TestRow.of(mail, "a")).id();

        assertThat(session.cancel(id, "by hand")).isEqualTo(CANCELLED);

        assertThat(session.text("select format('%s %s', status, cancel_reason) from pgqueue.tasks"))
                .isEqualTo("cancelled by hand");
        assertThat(session.claim(worker, mail, 1)).isEmpty();
    }

    @Test
    void asksARunningTaskToStopAndKeepsTheFirstReason() throws SQLException {
        long id = session.enqueue(TestRow.of(mail)).id();
        session.claim(worker, mail, 1);

        assertThat(session.beat(worker, id)).isEmpty();
        assertThat(session.cancel(id, "first")).isEqualTo(RUNNING);
        assertThat(session.cancel(id, "second")).isEqualTo(RUNNING);

        assertThat(session.beat(worker, id)).containsExactly(id);
        assertThat(session.text("select format('%s %s', status, cancel_reason) from pgqueue.tasks"))
                .isEqualTo("running first");
    }

    @Test
    void cancelsATaskWithoutAttemptsLeft() throws SQLException {
        long id = exhausted("a");

        assertThat(session.cancel(id, "given up")).isEqualTo(CANCELLED);

        assertThat(session.text("select format('%s %s', status, cancel_reason) from pgqueue.tasks"))
                .isEqualTo("cancelled given up");
    }

    @Test
    void cancelsNothingThatIsClosedOrUnknown() throws SQLException {
        long id = session.enqueue(TestRow.of(mail)).id();
        session.complete(worker, session.claim(worker, mail, 1), null, true);

        assertThat(session.cancel(id, "late")).isNull();
        assertThat(session.cancel(4711, "who")).isNull();
        assertThat(session.status(id)).isEqualTo("succeeded");
    }

    @Test
    void aCancellationAndACompletionAtOnceLeaveOneOutcome() throws Exception {
        int rounds = 300;
        session.enqueue(QueueSession.copies(rounds, TestRow.of(mail)));
        List<Claimed> claimed = session.claim(worker, mail, rounds);
        CyclicBarrier barrier = new CyclicBarrier(2);
        Integer[] cancelled = new Integer[rounds];
        boolean[] completed = new boolean[rounds];

        database.inParallel(2, (thread, number) -> {
            for (int i = 0; i < rounds; i++) {
                barrier.await(60, TimeUnit.SECONDS);
                if (number == 0) {
                    cancelled[i] = thread.cancel(claimed.get(i).id(), "race");
                } else {
                    completed[i] = thread.complete(worker, List.of(claimed.get(i)), null, true)
                                    .size()
                            == 1;
                }
            }
        });

        // it ran on to the end, whether or not it was asked to stop before
        assertThat(completed).doesNotContain(false);
        assertThat(cancelled).containsAnyOf(null, RUNNING).doesNotContain(CANCELLED);
        assertThat(session.number("select count(*) from pgqueue.tasks where status = 'succeeded'"))
                .isEqualTo(rounds);
    }

    @Test
    void aCancellationAndAClaimAtOnceAgree() throws Exception {
        int rounds = 300;
        CyclicBarrier barrier = new CyclicBarrier(2);
        long[] ids = new long[rounds];
        for (int i = 0; i < rounds; i++) {
            ids[i] = session.enqueue(TestRow.of(mail)).id();
        }
        Integer[] cancelled = new Integer[rounds];

        database.inParallel(2, (thread, number) -> {
            for (int i = 0; i < rounds; i++) {
                barrier.await(60, TimeUnit.SECONDS);
                if (number == 0) {
                    cancelled[i] = thread.cancel(ids[i], "race");
                } else {
                    thread.claim(worker, mail, 1);
                }
            }
        });

        for (int i = 0; i < rounds; i++) {
            String expected = cancelled[i] == CANCELLED ? "cancelled" : "running";
            assertThat(session.status(ids[i])).isEqualTo(expected);
        }
        assertThat(session.number("select count(*) from pgqueue.tasks where cancel_reason = 'race'"))
                .isEqualTo(rounds);
    }

    @Test
    void retriesTheLongestFailedFirst() throws SQLException {
        long first = exhausted("a");
        long second = exhausted("b");
        long third = exhausted("c");
        session.run("update pgqueue.closed_task set finished_at = now() - interval '1 day' where id = ?", third);

        assertThat(session.retry(mail, 2, 2)).isEqualTo(2);

        assertThat(session.status(third)).isEqualTo("must_retry");
        assertThat(session.status(first)).isEqualTo("must_retry");
        assertThat(session.status(second)).isEqualTo("no_attempts_left");
    }

    @Test
    void aRetriedTaskHasFurtherAttemptsAndItsErrors() throws SQLException {
        long id = exhausted("a");

        assertThat(session.retryTask(id, 2)).isTrue();

        assertThat(session.text("select format('%s %s %s %s %s', id, attempt, max_attempts, jsonb_array_length(errors),"
                        + " external_key) from pgqueue.tasks"))
                .isEqualTo(id + " 1 3 1 a");
        assertThat(session.claim(worker, mail, 1))
                .singleElement()
                .satisfies(task -> assertThat(task.attempt()).isEqualTo(2));
        assertThat(session.retryTask(id, 2)).isFalse();
    }

    @Test
    void aTaskWhoseKeyHasGoneToANewerOneIsNotRetriedAndNotInTheWay() throws SQLException {
        long old = exhausted("a");
        long next = exhausted("b");
        session.enqueue(TestRow.of(mail, "a").mode(TestRow.ADD_IF_CLOSED));

        assertThat(session.retryTask(old, 1)).isFalse();
        assertThat(session.retry(mail, 1, 1)).isOne();

        assertThat(session.status(old)).isEqualTo("no_attempts_left");
        assertThat(session.status(next)).isEqualTo("must_retry");
    }

    @Test
    void aTaskWhoseKeyIsJustGoingToANewerOneIsNotRetried() throws SQLException {
        long old = exhausted("a");
        QueueSession transaction = database.transaction();
        transaction.enqueue(TestRow.of(mail, "a").mode(TestRow.ADD_IF_CLOSED));

        session.run("set lock_timeout = '2s'");
        assertThat(session.retryTask(old, 1)).isFalse();
        transaction.connection().commit();

        assertThat(session.number("select count(*) from pgqueue.task")).isOne();
    }

    @Test
    void onlyOneOfARetryAndAnAdditionTakesTheKey() throws Exception {
        int rounds = 200;
        CyclicBarrier barrier = new CyclicBarrier(2);
        long[] ids = new long[rounds];
        for (int i = 0; i < rounds; i++) {
            ids[i] = exhausted("key-" + i);
        }

        database.inParallel(2, (thread, number) -> {
            for (int i = 0; i < rounds; i++) {
                barrier.await(60, TimeUnit.SECONDS);
                if (number == 0) {
                    thread.retryTask(ids[i], 1);
                } else {
                    thread.enqueue(TestRow.of(mail, "key-" + i).mode(TestRow.ADD_IF_CLOSED));
                }
            }
        });

        assertThat(session.number("select count(*) from pgqueue.task")).isEqualTo(rounds);
        assertThat(session.number("select count(distinct external_key) from pgqueue.task t"
                        + " where id = (select task_id from pgqueue.task_key k where k.external_key = t.external_key)"))
                .isEqualTo(rounds);
    }

    @Test
    void aDeferredTaskCanRunNow() throws SQLException {
        long id = session.enqueue(TestRow.of(mail).delay(3_600_000)).id();

        assertThat(session.runNow(id)).isTrue();

        assertThat(session.claim(worker, mail, 1)).hasSize(1);
        assertThat(session.runNow(id)).isFalse();
    }

    private long exhausted(String key) throws SQLException {
        long id = session.enqueue(TestRow.of(mail, key)).id();
        session.fail(worker, session.claim(worker, mail, 1), null);
        return id;
    }
}
