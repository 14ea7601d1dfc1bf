package io.pgqueue.internal.store;

import static org.assertj.core.api.Assertions.assertThat;

import java.sql.SQLException;
import java.util.List;
import java.util.Random;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.ConcurrentMap;
import java.util.concurrent.atomic.AtomicInteger;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.RegisterExtension;

@Tag("database")
class ClaimRaceSqlTest {

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
    void skipsWhatAnotherTransactionHasLocked() throws SQLException {
        session.enqueue(List.of(TestRow.of(mail).payload("1"), TestRow.of(mail).payload("2")));
        QueueSession other = database.transaction();
        assertThat(other.claim(worker, mail, 1)).extracting(Claimed::payload).containsExactly("1");

        assertThat(session.claim(worker, mail, 5)).extracting(Claimed::payload).containsExactly("2");
    }

    @Test
    void doesNotTouchWhatAnotherHasTakenSinceItBegan() throws SQLException {
        session.enqueue(List.of(TestRow.of(mail).payload("1"), TestRow.of(mail).payload("2")));
        QueueSession late = database.transaction();
        // holds the snapshot that a long claim would have
        late.run("set transaction isolation level repeatable read");
        assertThat(late.number("select count(*) from pgqueue.task")).isEqualTo(2);
        List<Claimed> first = session.claim(worker, mail, 1);

        assertThat(late.claim(worker, mail, 5)).extracting(Claimed::payload).containsExactly("2");
        session.run("set lock_timeout = '2s'");
        assertThat(session.complete(worker, first, null, false)).hasSize(1);
    }

    @Test
    void takesWhatSeveralHadLockedAndGaveUp() throws SQLException {
        session.enqueue(TestRow.of(mail));
        QueueSession one = database.transaction();
        QueueSession two = database.transaction();
        one.run("select from pgqueue.task for share");
        two.run("select from pgqueue.task for share");
        one.connection().rollback();
        assertThat(session.claim(worker, mail, 1)).isEmpty();
        two.connection().commit();

        assertThat(session.claim(worker, mail, 1)).hasSize(1);
    }

    @Test
    void takesAgainInOneTransactionWhatASavepointOfItTouched() throws SQLException {
        session.enqueue(TestRow.of(mail));
        QueueSession one = database.transaction();
        one.run("savepoint before_the_first");
        assertThat(one.fail(worker, one.claim(worker, mail, 1), 0L)).hasSize(1);
        one.run("release savepoint before_the_first");

        assertThat(one.claim(worker, mail, 1)).hasSize(1);
    }

    @Test
    void theHeartbeatDoesNotWaitForAClaim() throws SQLException {
        session.enqueue(TestRow.of(mail));
        QueueSession claimer = database.transaction();
        assertThat(claimer.claim(worker, mail, 1)).hasSize(1);

        session.run("set lock_timeout = '2s'");
        assertThat(session.beat(worker)).isEmpty();
        claimer.connection().commit();
        assertThat(session.status(session.number("select id from pgqueue.task")))
                .isEqualTo("running");
    }

    @Test
    void takesEachTaskOnceThoughClaimsRollBackAndRowsAreEditedMeanwhile() throws Exception {
        int tasks = 6_000;
        int claimers = 4;
        session.enqueue(QueueSession.copies(tasks, TestRow.of(mail)));
        ConcurrentMap<Long, Integer> ledger = new ConcurrentHashMap<>();
        AtomicInteger left = new AtomicInteger(tasks);

        database.inParallel(claimers + 1, (thread, number) -> {
            Random random = new Random(number);
            if (number == claimers) {
                while (left.get()
                        > 0) { // edits what waits, so that claims lock rows that are newer than their snapshot
                    thread.run("update pgqueue.task set cancel_reason = null where id in (select id from pgqueue.task"
                            + " where status < 2 order by available_at, id limit 20)");
                }
                return;
            }
            thread.connection().setAutoCommit(false);
            while (left.get() > 0) {
                List<Claimed> claimed = thread.claim(worker, mail, 1 + random.nextInt(60));
                if (random.nextInt(5) == 0) {
                    thread.connection().rollback();
                    continue;
                }
                thread.connection().commit();
                claimed.forEach(task -> ledger.merge(task.id(), 1, Integer::sum));
                left.addAndGet(-claimed.size());
            }
        });

        assertThat(ledger).hasSize(tasks);
        assertThat(ledger.values()).containsOnly(1);
        assertThat(session.number("select count(*) from pgqueue.task where status = 2 and attempt = 1"))
                .isEqualTo(tasks);
    }

    @Test
    void drainsEverythingThatSeveralThreadsAddRunFailAndRelease() throws Exception {
        int tasks = 4_000;
        AtomicInteger open = new AtomicInteger(tasks);
        ConcurrentMap<Long, Integer> ledger = new ConcurrentHashMap<>();

        database.inParallel(5, (thread, number) -> {
            Random random = new Random(number);
            if (number == 4) {
                for (int i = 0; i < tasks / 100; i++) {
                    thread.enqueue(QueueSession.copies(100, TestRow.of(mail).priority(random.nextInt(10))));
                }
                return;
            }
            while (open.get() > 0) {
                List<Claimed> claimed = thread.claim(
                        worker, random.nextLong(), new Integer[] {mail}, new Integer[] {1 + random.nextInt(80)}, null);
                switch (random.nextInt(4)) {
                    case 0 -> assertThat(thread.fail(worker, claimed, 0L)).hasSameSizeAs(claimed);
                    case 1 -> assertThat(thread.release(worker, claimed)).hasSameSizeAs(claimed);
                    default -> {
                        List<Long> done = thread.complete(worker, claimed, null, random.nextBoolean());
                        assertThat(done).hasSameSizeAs(claimed);
                        done.forEach(id -> ledger.merge(id, 1, Integer::sum));
                        open.addAndGet(-done.size());
                    }
                }
            }
        });

        assertThat(ledger).hasSize(tasks);
        assertThat(ledger.values()).containsOnly(1);
        assertThat(session.number("select count(*) from pgqueue.task")).isZero();
    }
}
