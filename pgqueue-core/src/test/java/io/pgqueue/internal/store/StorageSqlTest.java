package io.pgqueue.internal.store;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import java.sql.Connection;
import java.sql.SQLException;
import java.time.Duration;
import java.util.Arrays;
import java.util.List;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.RegisterExtension;

/** What keeps the task table fast: claims that touch no index, and cursors that pass by what is dead. */
@Tag("database")
class StorageSqlTest {

    @RegisterExtension
    static final QueueDatabase database = new QueueDatabase();

    private QueueSession session;
    private int mail;
    private int worker;

    @BeforeEach
    void register() throws SQLException {
        session = database.session();
        session.run("alter table pgqueue.task set (autovacuum_enabled = off)");
        mail = session.kind("mail");
        worker = session.worker("host-1");
    }

    @Test
    void everyClaimIsAHotUpdate() throws SQLException {
        int tasks = 5_000;
        session.run("select pg_stat_reset_single_table_counters('pgqueue.task'::regclass)");
        session.enqueue(
                QueueSession.copies(tasks, TestRow.of(mail).payload("{\"order\": 4711, \"text\": \"abcdefghij\"}")));

        for (int i = 0; i < tasks / 100; i++) {
            assertThat(session.claim(worker, mail, 100)).hasSize(100);
        }

        session.run("select pg_stat_force_next_flush()");
        String counters = "select format('%s of %s', n_tup_hot_upd, n_tup_upd) from pg_stat_user_tables"
                + " where schemaname = 'pgqueue' and relname = 'task'";
        await().atMost(Duration.ofSeconds(20))
                .untilAsserted(() -> assertThat(session.text(counters)).isEqualTo(tasks + " of " + tasks));
    }

    @Test
    void aClaimDoesNotMakeARowLonger() throws SQLException {
        session.enqueue(
                List.of(TestRow.of(mail), TestRow.of(mail, "key").payload("{}").headers("{\"a\": \"b\"}")));
        String lengths = "select string_agg(pg_column_size(t.*)::text, ',' order by id) from pgqueue.task t";
        String before = session.text(lengths);

        session.claim(worker, mail, 2);

        assertThat(session.text(lengths)).isEqualTo(before);
    }

    @Test
    void aCursorPassesByWhatAHeldSnapshotKeepsFromBeingRemoved() throws SQLException {
        int tasks = 20_000;
        session.run("""
                insert into pgqueue.task (id, created_at, available_at, kind, priority, payload)
                select nextval('pgqueue.task_id'), now(), now() - interval '1 h' + g * interval '1 ms', ?, 5,
                       to_jsonb(repeat('payload', 70))
                from generate_series(1, ?) g""", mail, 2 * tasks);
        QueueSession holder = database.transaction(Connection.TRANSACTION_REPEATABLE_READ);
        assertThat(holder.number("select count(*) from pgqueue.task")).isEqualTo(2 * tasks);

        Plans plans = Plans.of(session);
        long fresh = plans.buffersOf(() -> session.claim(worker, mail, 100));

        String[] cursors = new String[10];
        Arrays.fill(cursors, "-infinity");
        QueueSession consumer = database.session();
        for (int done = 0; done < tasks; done += 500) {
            List<Claimed> claimed = consumer.claim(worker, 1, new Integer[] {mail}, new Integer[] {500}, cursors);
            assertThat(consumer.complete(worker, claimed, null, false)).hasSize(500);
            cursors[5] = claimed.get(499).availableAt();
        }
        consumer.run("vacuum pgqueue.task");

        long with = plans.buffersOf(() -> session.claim(worker, 1, new Integer[] {mail}, new Integer[] {100}, cursors));
        long without = plans.buffersOf(() -> session.claim(worker, mail, 100));
        assertThat(with).isLessThan(2 * fresh);
        assertThat(without).as("else there was nothing to pass by").isGreaterThan(4 * fresh);
    }

    @Test
    void idsLeaveRoomForAShardNumber() throws SQLException {
        session.run("select setval('pgqueue.task_id', (1::bigint << 48) - 2)");
        try {
            assertThat(session.enqueue(TestRow.of(mail)).id()).isEqualTo((1L << 48) - 1);
        } finally {
            session.run("select setval('pgqueue.task_id', 1)");
        }
    }
}
