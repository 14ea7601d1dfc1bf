package io.pgqueue.internal.store;

import static org.assertj.core.api.Assertions.assertThat;

import io.pgqueue.internal.store.Plans.Checker;
import java.sql.SQLException;
import java.util.stream.IntStream;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.RegisterExtension;

/** As {@link PlanSqlTest}, for tasks with ordering keys: whatever statistics say, a call reads about what it changes. */
@Tag("database")
class OrderPlanSqlTest {

    private static final int KEYS = 3_000;
    private static final int EACH = 10;
    private static final int HOT = 20_000;
    private static final int BATCH = 50;
    private static final int BUFFERS = 20_000;

    @RegisterExtension
    static final QueueDatabase database = new QueueDatabase();

    private QueueSession admin;
    private QueueSession session;
    private Ordered ordered;
    private int worker;

    @BeforeEach
    void withoutAutovacuum() throws SQLException {
        admin = database.session();
        session = database.session();
        Plans.withoutStatistics(admin, "task", "closed_task", "lane");
        worker = session.worker("host-1");
        ordered = new Ordered(session, session.kind("pay"), worker);
    }

    @Test
    void withoutStatistics() throws SQLException {
        fill();
        checkAll();
    }

    @Test
    void withPlansAndStatisticsOfAnEmptyTable() throws SQLException {
        analyze();
        callAll(Checker.NONE);
        admin.run("truncate pgqueue.task, pgqueue.closed_task, pgqueue.lane");
        fill();
        checkAll();
    }

    @Test
    void withTheirStatistics() throws SQLException {
        fill();
        for (int i = 0; i < 20; i++) {
            ordered.claim(BATCH, 1);
        }
        analyze();
        checkAll();
    }

    private void checkAll() throws SQLException {
        callAll(Plans.of(session)::check);
    }

    private void callAll(Checker checker) throws SQLException {
        checker.check("enqueue 1,000", BUFFERS, () -> ordered.enqueue(keys(1_000, KEYS)));
        checker.check("enqueue 1,000 of a hot key", BUFFERS, () -> ordered.enqueue(keys(1_000, 1)));
        checker.check("claim", BUFFERS, () -> ordered.claim(BATCH, 5));
        checker.check("complete", BUFFERS, () -> session.complete(worker, ordered.claim(BATCH, 0), null, true));
        checker.check("fail", BUFFERS, () -> session.fail(worker, ordered.claim(BATCH, 0), 0L));
        checker.check("block", BUFFERS, () -> session.fail(worker, ordered.claim(BATCH, 0), null));
        checker.check("release", BUFFERS, () -> session.release(worker, ordered.claim(BATCH, 5)));
        checker.check("mend_lanes", 200, () -> ordered.mend("key-0"));
        checker.check(
                "mend_lanes_of", 500, () -> session.text("select count(*) from pgqueue.mend_lanes_of('{1,2,3}')"));
        checker.check("sweep_lanes", 30_000, () -> session.text("select pgqueue.sweep_lanes(0, '', 500)"));
    }

    private static String[] keys(int tasks, int keys) {
        return IntStream.range(0, tasks).mapToObj(i -> "key-" + i % keys).toArray(String[]::new);
    }

    private void analyze() throws SQLException {
        admin.run("analyze pgqueue.task, pgqueue.closed_task, pgqueue.lane");
    }

    /** Heads that are ready, others behind them, and very many of one key. */
    private void fill() throws SQLException {
        admin.run("""
                insert into pgqueue.task (id, created_at, available_at, kind, priority, payload, ordering_key)
                select nextval('pgqueue.task_id'), now(),
                       case when g < ? then now() - interval '1 s' * random() else 'infinity' end,
                       ?, 5, '{}', 'key-' || case when g < ? then g % ? else 0 end
                from generate_series(0, ?) g""", KEYS, ordered.kind(), KEYS * EACH, KEYS, KEYS * EACH + HOT);
        assertThat(admin.number("select count(*) from pgqueue.task where available_at < 'infinity'"))
                .isEqualTo(KEYS);
    }
}
