package io.pgqueue.internal.store;

import static org.assertj.core.api.Assertions.assertThat;

import io.pgqueue.internal.store.Grouped.Added;
import java.sql.SQLException;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import java.util.Random;
import java.util.concurrent.atomic.AtomicInteger;
import org.awaitility.Awaitility;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.RegisterExtension;

/** Groups while several sessions end, cancel and retry their tasks at once. */
@Tag("database")
class GroupRaceSqlTest {

    private static final String WRONG_COUNTS = """
            select count(*) from pgqueue.task_group g,
                 lateral (select count(*) as total, count(*) filter (where finished_at is null) as open,
                                 count(*) filter (where status = 'succeeded') as succeeded,
                                 count(*) filter (where status = 'cancelled') as cancelled,
                                 count(*) filter (where status = 'no_attempts_left') as failed
                          from pgqueue.tasks t where t.group_id = g.id) t
            where (g.total, g.open, g.succeeded, g.cancelled, g.failed)
                  <> (t.total, t.open, t.succeeded, t.cancelled, t.failed)""";

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
    void whateverHappensAtOnceEachGroupEndsOnceAndIsCountedRight() throws Exception {
        List<Added> added = new ArrayList<>();
        for (int i = 0; i < 40; i++) {
            added.add(groups.add(1 + i % 20));
        }
        AtomicInteger working = new AtomicInteger(3);

        database.inParallel(5, (own, thread) -> {
            Random random = new Random(thread);
            if (thread < 3) {
                Grouped worker = new Grouped(own, groups.kind(), own.worker("worker-" + thread));
                while (session(own) > 0) {
                    work(worker, random);
                }
                working.decrementAndGet();
                return;
            }
            while (working.get() > 0) {
                Added group = added.get(random.nextInt(added.size()));
                if (random.nextInt(20) == 0) {
                    own.cancel(group.task(random.nextInt(group.tasks().size())), "at random");
                } else {
                    own.retry(groups.kind(), 1, 1 + random.nextInt(5));
                }
            }
        });

        while (session.retry(groups.kind(), 1, 1_000) > 0) {
            groups.complete(1_000);
        }
        assertThat(session.number(WRONG_COUNTS)).isZero();
        assertThat(session.number("select count(*) from pgqueue.task_group where open > 0 or failed > 0"))
                .isZero();
        assertThat(session.number("select count(distinct headers ->> 'pgqueue-group') from pgqueue.tasks"
                        + " where kind = 'done'"))
                .isEqualTo(added.size());
        assertThat(groups.tasks("done")).isEqualTo(added.size());
        assertThat(groups.isSettled()).isTrue();
    }

    private static long session(QueueSession own) throws SQLException {
        return own.number("select count(*) from pgqueue.tasks where kind = 'member' and finished_at is null");
    }

    /** Takes some tasks, and ends them in as many ways as there are, one after the other or in one transaction. */
    private static void work(Grouped worker, Random random) throws SQLException {
        List<Claimed> claimed = new ArrayList<>(worker.claim(1 + random.nextInt(30)));
        Collections.shuffle(claimed, random);
        worker.session().connection().setAutoCommit(random.nextBoolean());
        for (Claimed task : claimed) {
            List<Claimed> one = List.of(task);
            switch (random.nextInt(6)) {
                case 0 -> worker.session().fail(worker.worker(), one, null);
                case 1 -> worker.session().fail(worker.worker(), one, 0L);
                case 2 -> worker.session().release(worker.worker(), one);
                default -> worker.session().complete(worker.worker(), one, null, true);
            }
        }
        worker.session().connection().setAutoCommit(true);
    }

    @Test
    void transactionsThatTouchTwoGroupsInEitherOrderDoNotDeadlock() throws Exception {
        int rounds = 100;
        List<Added> added = List.of(groups.add(2 * rounds), groups.add(2 * rounds));

        database.inParallel(2, (own, thread) -> {
            own.connection().setAutoCommit(false);
            for (int round = 0; round < rounds; round++) {
                int next = 2 * round + thread;
                own.cancel(added.get(thread).task(next), "first");
                own.cancel(added.get(1 - thread).task(next), "second");
                own.connection().commit();
            }
        });

        assertThat(groups.tasks("done")).isEqualTo(2);
    }

    @Test
    void anOpenTransactionThatEndedAMemberHoldsUpNobody() throws Exception {
        Added group = groups.add(2);
        QueueSession caller = database.transaction();
        caller.cancel(group.task(0), "for now");

        session.run("set lock_timeout = '2s'");
        groups.complete(1);
        assertThat(groups.tasks("done")).isZero();
        caller.connection().commit();

        assertThat(groups.tasks("done")).isOne();
    }

    @Test
    void twoThatEndTheLastMembersAtOnceAddOneTask() throws Exception {
        for (int round = 0; round < 100; round++) {
            groups.add(2);
            database.inParallel(2, (own, thread) -> groups.by(own).complete(1));
            assertThat(groups.tasks("done")).isEqualTo(round + 1);
        }
    }

    @Test
    void aNotificationWakesWhoListens() throws Exception {
        groups.add(1);
        QueueSession listener = database.session();
        listener.run("listen pgqueue_wake");

        groups.complete(1);

        org.postgresql.PGConnection connection = listener.connection().unwrap(org.postgresql.PGConnection.class);
        List<String> heard = new ArrayList<>();
        Awaitility.await().atMost(Duration.ofSeconds(30)).until(() -> {
            for (org.postgresql.PGNotification notification : connection.getNotifications(100)) {
                heard.add(notification.getParameter());
            }
            return !heard.isEmpty();
        });
        assertThat(heard).containsExactly(";" + session.kind("done") + ";");
    }
}
