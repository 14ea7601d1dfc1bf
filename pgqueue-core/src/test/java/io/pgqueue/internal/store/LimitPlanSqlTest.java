package io.pgqueue.internal.store;

import static org.assertj.core.api.Assertions.assertThat;

import java.sql.SQLException;
import java.util.List;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.RegisterExtension;

/** As {@link PlanSqlTest}, for kinds with limits: whatever statistics say, a call reads about what it changes. */
@Tag("database")
class LimitPlanSqlTest {

    private static final int TASKS = 30_000;
    private static final int PARTITIONS = 3_000;
    private static final int BATCH = 50;
    /** Each partition has an index walk of its own for each priority. */
    private static final int BUFFERS = 20_000;

    @RegisterExtension
    static final QueueDatabase database = new QueueDatabase();

    private QueueSession admin;
    private QueueSession session;
    private Limits limits;
    private int mail;
    private int worker;

    @BeforeEach
    void withoutAutovacuum() throws SQLException {
        admin = database.session();
        session = database.session();
        Plans.withoutStatistics(admin, "task", "closed_task", "limit_slot", "limit_start");
        mail = session.kind("mail");
        worker = session.worker("host-1");
        limits = new Limits(session, mail);
    }

    @Test
    void withoutStatistics() throws SQLException {
        fill();
        checkAll();
    }

    @Test
    void withPlansAndStatisticsOfAnEmptyTable() throws SQLException {
        analyze();
        limits.set(BATCH, 1_000_000, "1 hour", 1, 1_000, "1 hour");
        claim();
        limits.set(1_000, null, null, null, null, null);
        claim();
        session.purge(1);
        fill();
        checkAll();
    }

    @Test
    void withTheirStatistics() throws SQLException {
        fill();
        limits.set(null, 1_000_000, "1 hour", 1, 1_000, "1 hour");
        while (!claim().isEmpty()) {
            assertThat(limits.slots()).isLessThan(TASKS);
            if (limits.slots() > 2_000) {
                break;
            }
        }
        analyze();
        session.complete(
                worker,
                session.query("select id, attempt from pgqueue.task where status = 2", row -> claimed(row.getLong(1))),
                null,
                false);
        checkAll();
    }

    @Test
    void aKindWithoutLimitsRunsTheSameStatementsThoughOthersHaveThem() throws SQLException {
        int post = session.kind("post");
        session.enqueue(QueueSession.copies(10, TestRow.of(post)));
        Plans.of(session);
        int before = statements(post);
        limits.set(BATCH, 1_000_000, "1 hour", 1, 1_000, "1 hour");

        assertThat(statements(post)).isEqualTo(before);
    }

    /** Those of a claim, a completion, a failure and a release. */
    private int statements(int kind) throws SQLException {
        session.takeNotices();
        session.complete(worker, session.claim(worker, kind, 1), null, true);
        session.complete(worker, session.claim(worker, kind, 1), null, false);
        session.fail(worker, session.claim(worker, kind, 1), 0L);
        session.release(worker, session.claim(worker, kind, 1));
        return session.takeNotices().size();
    }

    private void checkAll() throws SQLException {
        Plans plans = Plans.of(session);
        limits.set(1_000, 1_000_000, "1 hour", null, null, null);
        plans.check("claim", 4_000, this::claim);
        limits.set(1_000, 1_000_000, "1 hour", 1, 1_000, "1 hour");
        plans.check("claim of partitions", BUFFERS, this::claim);
        List<Claimed> claimed = claim();
        assertThat(claimed).hasSize(BATCH);
        plans.check("complete", 4_000, () -> session.complete(worker, claimed, null, false));
        List<Claimed> failing = claim();
        plans.check("fail", 4_000, () -> session.fail(worker, failing, 0L));
        List<Claimed> released = claim();
        plans.check("release", 4_000, () -> session.release(worker, released));
        plans.check("next_due", 200, () -> session.text("select pgqueue.next_due(array[?])", mail));
    }

    private List<Claimed> claim() throws SQLException {
        return session.claim(worker, mail, BATCH);
    }

    private static Claimed claimed(long id) {
        return new Claimed(id, 0, 5, 1, 1, "", 0, null, null, null);
    }

    private void analyze() throws SQLException {
        admin.run("analyze pgqueue.task, pgqueue.closed_task, pgqueue.limit_slot, pgqueue.limit_start");
    }

    private void fill() throws SQLException {
        admin.run("""
                insert into pgqueue.task (id, created_at, available_at, kind, priority, payload, partition_key)
                select nextval('pgqueue.task_id'), now(), now() - interval '1 s' * random(), ?, 5, '{}', 'p' || g % ?
                from generate_series(1, ?) g""", mail, PARTITIONS, TASKS);
    }
}
