package io.pgqueue.internal.store;

import static org.assertj.core.api.Assertions.assertThat;

import java.sql.SQLException;
import java.util.List;
import java.util.Random;
import java.util.concurrent.atomic.AtomicInteger;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.RegisterExtension;

/** Many sessions at once, with claims that roll back, failures, releases and deaths: never one too many. */
@Tag("database")
class LimitRaceSqlTest {

    private static final int THREADS = 6;

    @RegisterExtension
    static final QueueDatabase database = new QueueDatabase();

    private QueueSession session;
    private Limits limits;
    private int mail;

    @BeforeEach
    void register() throws SQLException {
        session = database.session();
        mail = session.kind("mail", 1_000, "0");
        limits = new Limits(session, mail);
    }

    @Test
    void neverMoreRunThanMay() throws Exception {
        limits.running(7);
        limits.add(null, 1_500);
        AtomicInteger running = new AtomicInteger();

        race(running, 7, 1_500);

        assertThat(limits.slots()).isZero();
    }

    @Test
    void neverMoreOfAPartitionRunThanMay() throws Exception {
        limits.set(12, null, null, 2, null, null);
        for (int i = 0; i < 10; i++) {
            limits.add("tenant-" + i, 100);
        }
        AtomicInteger most = new AtomicInteger();
        AtomicInteger open = new AtomicInteger(1_000);

        database.inParallel(THREADS + 1, (thread, number) -> {
            if (number == THREADS) {
                while (open.get() > 0) {
                    most.accumulateAndGet(
                            (int) thread.number(
                                    "select coalesce(max(n), 0) from (select count(*) as n from pgqueue.task"
                                            + " where status = 2 group by partition_key) s"),
                            Math::max);
                }
                return;
            }
            work(thread, new Random(number), open, new AtomicInteger(), new AtomicInteger());
        });

        assertThat(most.get()).isEqualTo(2);
        assertThat(limits.slots()).isZero();
    }

    @Test
    void neverMoreAreStartedInAnyPeriodThanMay() throws Exception {
        limits.set(null, 40, "300 milliseconds", null, 15, "200 milliseconds");
        for (int i = 0; i < 4; i++) {
            limits.add("tenant-" + i, 60);
        }
        session.run("create table if not exists public.started (at timestamptz, partition_key text)");
        session.run("truncate public.started");
        AtomicInteger left = new AtomicInteger(240);

        database.inParallel(THREADS, (thread, number) -> {
            int worker = thread.worker("host-" + number);
            while (left.get() > 0) {
                List<Claimed> claimed = thread.claim(worker, mail, 20);
                left.addAndGet(-claimed.size());
                if (!claimed.isEmpty()) {
                    thread.run(
                            "insert into public.started select claimed_at, partition_key from pgqueue.task"
                                    + " where worker = ? and status = 2",
                            worker);
                    thread.complete(worker, claimed, null, false);
                }
            }
        });

        assertThat(session.number("select count(*) from public.started")).isEqualTo(240);
        assertThat(mostIn("300 milliseconds", "")).isEqualTo(40);
        assertThat(mostIn("200 milliseconds", "and o.partition_key = s.partition_key"))
                .isEqualTo(15);
    }

    @Test
    void limitsThatChangeMeanwhileHoldFromThenOn() throws Exception {
        limits.running(2);
        limits.add(null, 800);
        AtomicInteger running = new AtomicInteger();
        AtomicInteger most = new AtomicInteger();
        AtomicInteger open = new AtomicInteger(800);

        database.inParallel(THREADS + 1, (thread, number) -> {
            if (number == THREADS) {
                Limits changed = new Limits(thread, mail);
                for (int i = 0; open.get() > 0; i++) {
                    changed.running(3 + i % 5);
                }
                return;
            }
            work(thread, new Random(number), open, running, most);
        });

        assertThat(most.get()).isBetween(3, 7);
    }

    /** In any period that ends with a start. */
    private long mostIn(String period, String and) throws SQLException {
        return session.number("select max(n) from (select (select count(*) from public.started o where o.at <= s.at"
                + " and o.at > s.at - interval '" + period + "' " + and + ") as n from public.started s) counted");
    }

    private void race(AtomicInteger running, int atMost, int tasks) throws Exception {
        AtomicInteger most = new AtomicInteger();
        AtomicInteger open = new AtomicInteger(tasks);
        database.inParallel(THREADS, (thread, number) -> work(thread, new Random(number), open, running, most));
        assertThat(most.get()).isEqualTo(atMost);
    }

    /** Counts up after each claim and down before each end: so never more than what the database allows. */
    private void work(QueueSession thread, Random random, AtomicInteger open, AtomicInteger running, AtomicInteger most)
            throws SQLException {
        int worker = thread.worker("host");
        thread.connection().setAutoCommit(false);
        while (open.get() > 0) {
            List<Claimed> claimed = thread.claim(worker, mail, 1 + random.nextInt(8));
            if (random.nextInt(5) == 0) {
                thread.connection().rollback();
                continue;
            }
            thread.connection().commit();
            most.accumulateAndGet(running.addAndGet(claimed.size()), Math::max);
            running.addAndGet(-claimed.size());
            switch (random.nextInt(5)) {
                case 0 -> thread.fail(worker, claimed, 0L);
                case 1 -> thread.release(worker, claimed);
                case 2 -> {
                    thread.run(
                            "update pgqueue.worker set heartbeat_at = now() - interval '1 hour' where id = ?", worker);
                    thread.connection().commit();
                    thread.rescue("30 minutes", "29 minutes");
                    thread.connection().commit();
                    worker = thread.worker("host");
                }
                default ->
                    open.addAndGet(-thread.complete(worker, claimed, null, random.nextBoolean())
                            .size());
            }
            thread.connection().commit();
        }
    }
}
