package io.pgqueue.internal.store;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.sql.SQLException;
import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import java.util.concurrent.CyclicBarrier;
import java.util.concurrent.TimeUnit;
import java.util.stream.Collectors;
import java.util.stream.IntStream;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.RegisterExtension;

@Tag("database")
class MaintenanceSqlTest {

    private static final String UNIQUE_VIOLATION = "23505";

    @RegisterExtension
    static final QueueDatabase database = new QueueDatabase();

    private QueueSession session;
    private int mail;
    private int worker;

    @BeforeEach
    void register() throws SQLException {
        session = database.session();
        mail = session.kind("mail", 3, "1 hour");
        worker = session.worker("host-1");
    }

    @Test
    void deletesClosedTasksPastTheTtlOfTheirKind() throws SQLException {
        int pay = session.kind("pay", 3, "1 day");
        close(mail, "a");
        close(pay, "b");
        age("2 hours");

        assertThat(session.purge(100)).isOne();

        assertThat(session.text("select string_agg(kind, ',') from pgqueue.tasks"))
                .isEqualTo("pay");
    }

    @Test
    void freesTheKeysOfWhatItDeletes() throws SQLException {
        close(mail, "a");
        close(mail, "b");
        session.run("update pgqueue.closed_task set finished_at = now() - interval '2 h' where external_key = 'a'");

        session.purge(100);

        assertThat(session.text("select string_agg(external_key, ',') from pgqueue.task_key"))
                .isEqualTo("b");
    }

    @Test
    void leavesAKeyThatWasPassedOn() throws SQLException {
        close(mail, "a");
        age("2 hours");
        long newer = session.enqueue(TestRow.of(mail, "a").mode(TestRow.ADD_IF_CLOSED))
                .id();

        assertThat(session.purge(100)).isOne();

        assertThat(session.number("select task_id from pgqueue.task_key")).isEqualTo(newer);
    }

    @Test
    void doesNotWaitForATransactionThatIsPassingAKeyOn() throws SQLException {
        close(mail, "a");
        close(mail, "b");
        age("2 hours");
        QueueSession transaction = database.transaction();
        transaction.enqueue(TestRow.of(mail, "a").mode(TestRow.ADD_IF_CLOSED));

        session.run("set lock_timeout = '2s'");
        assertThat(session.purge(100)).isOne();
        transaction.connection().rollback();

        assertThat(session.text("select string_agg(external_key, ',') from pgqueue.task_key"))
                .isEqualTo("a");
        assertThat(session.purge(100)).isOne();
        assertThat(session.number("select count(*) from pgqueue.task_key")).isZero();
    }

    @Test
    void goesOnInBatchesWhileThereIsMore() throws SQLException {
        session.enqueue(IntStream.range(0, 25)
                .mapToObj(i -> TestRow.of(mail, "key-" + i))
                .toList());
        session.complete(worker, session.claim(worker, mail, 25), null, true);
        age("2 hours");

        assertThat(List.of(session.purge(10), session.purge(10), session.purge(10), session.purge(10)))
                .containsExactly(10L, 10L, 5L, 0L);
        assertThat(session.number("select count(*) from pgqueue.task_key")).isZero();
    }

    @Test
    void deletesCancelledTasksButNeverThoseWithoutAttemptsLeft() throws SQLException {
        long cancelled = session.enqueue(TestRow.of(mail)).id();
        session.cancel(cancelled, "by hand");
        long exhausted = session.enqueue(TestRow.of(mail)).id();
        session.fail(worker, session.claim(worker, mail, 1), null);
        age("1000 days");

        assertThat(session.purge(100)).isOne();

        assertThat(session.status(cancelled)).isEqualTo("gone");
        assertThat(session.status(exhausted)).isEqualTo("no_attempts_left");
    }

    @Test
    void onlyOneSessionPurgesAtATime() throws SQLException {
        QueueSession other = database.transaction();
        assertThat(other.purge(1)).isZero();

        assertThat(session.purge(1)).isNull();
        other.connection().commit();

        assertThat(session.purge(1)).isZero();
    }

    @Test
    void forgetsWorkersThatEndedLongAgo() throws SQLException {
        session.deregister(worker);
        session.purge(1);
        assertThat(session.number("select count(*) from pgqueue.worker")).isOne();

        session.run("update pgqueue.worker set ended_at = now() - interval '8 days'");
        session.purge(1);
        assertThat(session.number("select count(*) from pgqueue.worker")).isZero();
    }

    @Test
    void countsTasksByKindAndStatus() throws SQLException {
        session.kind("idle");
        close(mail, "a");
        session.enqueue(
                List.of(TestRow.of(mail), TestRow.of(mail), TestRow.of(mail).delay(60_000)));
        session.claim(worker, mail, 1);

        assertThat(sample("1 min")).isTrue();

        assertThat(session.text("select string_agg(format('%s %s %s %s', k.name, s.status, s.tasks,"
                        + " s.oldest_due is not null), ', ' order by k.name, s.status)"
                        + " from pgqueue.status_count s join pgqueue.kind k on k.id = s.kind"
                        + " where s.tasks > 0"))
                .isEqualTo("mail 0 2 t, mail 2 1 f, mail 3 1 f");
        assertThat(session.number("select count(*) from pgqueue.status_count")).isEqualTo(12);
    }

    @Test
    void countsAgainOnlyWhenTheTimeHasCome() throws SQLException {
        assertThat(sample("1 min")).isTrue();
        assertThat(sample("1 min")).isFalse();
        session.enqueue(TestRow.of(mail));
        session.run("update pgqueue.status_count set sampled_at = sampled_at - interval '61 s'");
        assertThat(sample("1 min")).isTrue();

        assertThat(session.number("select tasks from pgqueue.status_count where kind = ? and status = 0", mail))
                .isOne();
    }

    @Test
    void spendsATwentiethOfTheTimeOnCountingAtMost() throws SQLException {
        sample("1 s");
        session.run("update pgqueue.status_count set took = '1 min', sampled_at = sampled_at - interval '19 min'");
        assertThat(sample("1 s")).isFalse();

        session.run("update pgqueue.status_count set sampled_at = sampled_at - interval '2 min'");
        assertThat(sample("1 s")).isTrue();
    }

    @Test
    void countsWhatSucceededWithAHundredthOfTheTimeAtMost() throws SQLException {
        sample("0");
        assertThat(session.text("select bool_and(took > interval '0') from pgqueue.status_count"))
                .as("it is known how long each count took")
                .isEqualTo("t");
        session.run("update pgqueue.status_count set took = '1 min', sampled_at = sampled_at - interval '99 min'");
        close(mail, "one");
        assertThat(sample("0")).isTrue();
        assertThat(session.number("select tasks from pgqueue.status_count where kind = ? and status = 3", mail))
                .isZero();

        session.run("update pgqueue.status_count set sampled_at = sampled_at - interval '2 min'");
        assertThat(sample("0")).isTrue();
        assertThat(session.number("select tasks from pgqueue.status_count where kind = ? and status = 3", mail))
                .isOne();
    }

    @Test
    void countsAgainAfterTheClockWasSetBack() throws SQLException {
        sample("1 min");
        session.run("update pgqueue.status_count set sampled_at = now() + interval '1 day'");

        assertThat(sample("1 min")).isTrue();
    }

    @Test
    void onlyOneSessionCountsAtATime() throws SQLException {
        QueueSession other = database.transaction();
        other.one("select pgqueue.sample_counts('0')", row -> row.getBoolean(1));

        assertThat(sample("0")).isFalse();
    }

    @Test
    void registeringAKindAgainStoresWhatIsDeclaredNow() throws SQLException {
        assertThat(session.kind("mail", 7, "2 hours")).isEqualTo(mail);
        session.run("select pgqueue.register_kinds('{mail}', '{null}', '{null}')");

        assertThat(session.text("select format('%s %s', max_attempts, terminal_ttl) from pgqueue.kind"))
                .isEqualTo("7 02:00:00");
    }

    @Test
    void kindsThatDifferByDashesOnlyAreRefused() {
        assertThatThrownBy(() -> session.kind("ma-il")).isInstanceOfSatisfying(SQLException.class, e -> {
            assertThat(e.getSQLState()).isEqualTo(UNIQUE_VIOLATION);
            assertThat(e.getMessage()).contains("kind \"ma-il\" differs from \"mail\" by dashes alone");
        });
    }

    @Test
    void instancesThatRegisterTheSameKindsAtOnceDoNotDisturbEachOther() throws Exception {
        CyclicBarrier round = new CyclicBarrier(4);
        database.inParallel(4, (thread, number) -> {
            List<String> names = new ArrayList<>(List.of("a", "b", "c", "d"));
            if (number % 2 == 1) {
                Collections.reverse(names);
            }
            for (int i = 1; i <= 100; i++) {
                int each = i;
                round.await(30, TimeUnit.SECONDS);
                thread.run(
                        "select pgqueue.register_kinds(?::text[], array_fill(?::int, array[4]),"
                                + " array_fill(null::interval, array[4]))",
                        names.stream().map(name -> name + each).collect(Collectors.joining(",", "{", "}")),
                        i + number);
            }
        });

        assertThat(session.number("select count(*) from pgqueue.kind")).isEqualTo(1 + 4 * 100);
    }

    private boolean sample(String every) throws SQLException {
        return session.one("select pgqueue.sample_counts(?::interval)", row -> row.getBoolean(1), every);
    }

    private void close(int kind, String key) throws SQLException {
        session.enqueue(TestRow.of(kind, key));
        List<Claimed> claimed = session.claim(worker, kind, 1);
        session.complete(worker, claimed, null, true);
    }

    private void age(String by) throws SQLException {
        session.run("update pgqueue.closed_task set finished_at = finished_at - ?::interval", by);
    }
}
