package io.pgqueue.internal.store;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.awaitility.Awaitility.await;

import io.pgqueue.internal.store.QueueSession.Enqueued;
import java.sql.Connection;
import java.sql.SQLException;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import java.util.Random;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.stream.IntStream;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.RegisterExtension;

@Tag("database")
class EnqueueRaceSqlTest {

    private static final int ADDED = 0;
    private static final int DUPLICATE = 2;
    private static final String SERIALIZATION_FAILURE = "40001";
    private static final String KEYS_WITHOUT_THEIR_TASK = """
            select (select count(*) from pgqueue.task_key k where not exists (
                        select from pgqueue.tasks t where t.id = k.task_id and t.external_key = k.external_key))
                 + (select count(*) from pgqueue.task t where not exists (
                        select from pgqueue.task_key k where k.task_id = t.id))""";

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
    void theSecondTransactionWaitsAndSeesTheDuplicate() throws Exception {
        QueueSession first = database.transaction();
        QueueSession second = database.transaction();
        Enqueued added = first.enqueue(TestRow.of(mail, "a"));

        CompletableFuture<Enqueued> waiting = inBackground(second, TestRow.of(mail, "a"));
        awaitLockWait(second);
        first.connection().commit();

        assertThat(waiting.get(30, TimeUnit.SECONDS)).isEqualTo(new Enqueued(added.id(), DUPLICATE));
    }

    @Test
    void theSecondTransactionAddsWhatTheFirstRolledBack() throws Exception {
        QueueSession first = database.transaction();
        QueueSession second = database.transaction();
        first.enqueue(TestRow.of(mail, "a"));

        CompletableFuture<Enqueued> waiting = inBackground(second, TestRow.of(mail, "a"));
        awaitLockWait(second);
        first.connection().rollback();

        assertThat(waiting.get(30, TimeUnit.SECONDS).outcome()).isEqualTo(ADDED);
    }

    @Test
    void aSerializationErrorPassesAtRepeatableRead() throws Exception {
        theSecondFailsAt(Connection.TRANSACTION_REPEATABLE_READ);
    }

    @Test
    void aSerializationErrorPassesAtSerializable() throws Exception {
        theSecondFailsAt(Connection.TRANSACTION_SERIALIZABLE);
    }

    private void theSecondFailsAt(int isolation) throws Exception {
        QueueSession first = database.transaction();
        QueueSession second = database.transaction(isolation);
        second.number("select count(*) from pgqueue.kind");
        first.enqueue(TestRow.of(mail, "a"));

        CompletableFuture<Enqueued> waiting = inBackground(second, TestRow.of(mail, "a"));
        awaitLockWait(second);
        first.connection().commit();

        assertThatThrownBy(() -> waiting.get(30, TimeUnit.SECONDS))
                .isInstanceOf(ExecutionException.class)
                .cause()
                .isInstanceOfSatisfying(
                        SQLException.class, e -> assertThat(e.getSQLState()).isEqualTo(SERIALIZATION_FAILURE));
    }

    @Test
    void aKeyThatWasFreedAfterTheSnapshotOfARepeatableReadIsTaken() throws Exception {
        session.enqueue(TestRow.of(mail, "a"));
        QueueSession old = database.transaction(Connection.TRANSACTION_REPEATABLE_READ);
        old.number("select count(*) from pgqueue.task_key");
        session.complete(worker, session.claim(worker, mail, 1), null, false);

        assertThat(old.enqueue(TestRow.of(mail, "a")).outcome()).isEqualTo(ADDED);
        old.connection().commit();
        assertThat(session.number(KEYS_WITHOUT_THEIR_TASK)).isZero();
    }

    @Test
    void oneOfTwoThatAddIfClosedWins() throws Exception {
        session.enqueue(TestRow.of(mail, "a"));
        session.complete(worker, session.claim(worker, mail, 1), null, true);
        TestRow row = TestRow.of(mail, "a").mode(TestRow.ADD_IF_CLOSED);
        QueueSession first = database.transaction();
        QueueSession second = database.transaction();
        Enqueued added = first.enqueue(row);

        CompletableFuture<Enqueued> waiting = inBackground(second, row);
        awaitLockWait(second);
        first.connection().commit();

        assertThat(added.outcome()).isEqualTo(ADDED);
        assertThat(waiting.get(30, TimeUnit.SECONDS)).isEqualTo(new Enqueued(added.id(), DUPLICATE));
    }

    @Test
    void aCompletionDoesNotWaitForATransactionThatSawTheKey() throws Exception {
        session.enqueue(TestRow.of(mail, "a"));
        List<Claimed> claimed = session.claim(worker, mail, 1);
        QueueSession transaction = database.transaction();
        transaction.enqueue(TestRow.of(mail, "a"));
        transaction.enqueue(TestRow.of(mail, "a").mode(TestRow.REPLACE_WAITING));
        transaction.enqueue(TestRow.of(mail, "a").mode(TestRow.ADD_IF_CLOSED));

        session.run("set lock_timeout = '2s'");
        assertThat(session.complete(worker, claimed, null, false)).hasSize(1);
    }

    @Test
    void batchesWithOverlappingKeysInAnyOrderDoNotDeadlock() throws Exception {
        int rounds = 150;
        AtomicInteger added = new AtomicInteger();

        database.inParallel(4, (thread, number) -> {
            Random random = new Random(number);
            thread.connection().setAutoCommit(false);
            for (int round = 0; round < rounds; round++) {
                int base = round;
                List<TestRow> rows = new ArrayList<>(IntStream.range(0, 30)
                        .mapToObj(i -> TestRow.of(mail, base + "-" + i).mode(random.nextInt(3)))
                        .toList());
                Collections.shuffle(rows, random);
                added.addAndGet((int) thread.enqueue(rows).stream()
                        .filter(row -> row.outcome() == ADDED)
                        .count());
                thread.connection().commit();
            }
        });

        assertThat(added).hasValue(rounds * 30);
        assertThat(session.number(KEYS_WITHOUT_THEIR_TASK)).isZero();
    }

    @Test
    void keysThatCompletionsAndThePurgeFreeMeanwhileAreNeverLost() throws Exception {
        int keys = 5;
        int adders = 3;
        session.run("update pgqueue.kind set terminal_ttl = interval '0'");
        AtomicInteger added = new AtomicInteger();
        AtomicInteger completed = new AtomicInteger();
        AtomicInteger running = new AtomicInteger(adders);

        database.inParallel(adders + 2, (thread, number) -> {
            Random random = new Random(number);
            if (number < adders) {
                for (int i = 0; i < 800; i++) {
                    TestRow row =
                            TestRow.of(mail, "key-" + random.nextInt(keys)).mode(random.nextInt(3));
                    if (thread.enqueue(row).outcome() == ADDED) {
                        added.incrementAndGet();
                    }
                }
                running.decrementAndGet();
                return;
            }
            while (running.get() > 0) {
                boolean keep = random.nextBoolean();
                completed.addAndGet(thread.complete(worker, thread.claim(worker, mail, 2), null, keep)
                        .size());
                thread.purge(10);
            }
        });

        assertThat(completed.get() + session.number("select count(*) from pgqueue.task"))
                .isEqualTo(added.get());
        assertThat(session.number(KEYS_WITHOUT_THEIR_TASK)).isZero();
    }

    private static CompletableFuture<Enqueued> inBackground(QueueSession session, TestRow row) {
        CompletableFuture<Enqueued> result = new CompletableFuture<>();
        Thread thread = new Thread(() -> {
            try {
                result.complete(session.enqueue(row));
            } catch (SQLException | RuntimeException e) {
                result.completeExceptionally(e);
            }
        });
        thread.setDaemon(true);
        thread.start();
        return result;
    }

    private void awaitLockWait(QueueSession waiting) {
        int pid;
        try {
            pid = waiting.connection().unwrap(org.postgresql.PGConnection.class).getBackendPID();
        } catch (SQLException e) {
            throw new IllegalStateException(e);
        }
        await().atMost(Duration.ofSeconds(30))
                .until(() -> session.number("select cardinality(pg_blocking_pids(?))", pid) > 0);
    }
}
