package io.pgqueue.internal.store;

import static io.pgqueue.internal.store.Published.TOKEN;

import java.sql.SQLException;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.RegisterExtension;

/** However many events there are, parked ones among them, and whatever statistics say, a batch of a hundred reads few pages. */
@Tag("database")
class OutboxPlanSqlTest {

    private static final int BATCH = 100;
    private static final int BUFFERS = 4_000;

    @RegisterExtension
    static final QueueDatabase database = new QueueDatabase();

    private QueueSession admin;
    private QueueSession session;
    private Published outbox;

    @BeforeEach
    void withoutAutovacuum() throws SQLException {
        admin = database.session();
        session = database.session();
        outbox = new Published(session);
        outbox.lease(TOKEN, "1 hour");
        Plans.withoutStatistics(admin, "outbox", "outbox_block", "outbox_sent");
    }

    @Test
    void withoutStatistics() throws SQLException {
        fill(30_000);
        checkAll();
    }

    @Test
    void withPlansAndStatisticsOfEmptyTables() throws SQLException {
        analyze();
        outbox.ids(0, BATCH);
        outbox.sent(TOKEN, 0L);
        outbox.failed(0, 1, 0L);
        session.run("select pgqueue.skip_event(0, 'a', 'b'), pgqueue.resend_event(0), pgqueue.purge_outbox(1)");
        fill(30_000);
        checkAll();
    }

    @Test
    void withStatisticsOfManyEvents() throws SQLException {
        fill(30_000);
        analyze();
        checkAll();
    }

    private void checkAll() throws SQLException {
        Plans plans = Plans.of(session);
        plans.check("publish", BUFFERS, () -> session.text("""
                select count(*) from pgqueue.publish_events(array_fill('order'::text, array[100]),
                    array_fill('new'::text, array[100]), array_fill('x'::text, array[100]),
                    array_fill('{}'::text, array[100]), array_fill(null::text, array[100]))"""));
        plans.check("fetch", BUFFERS, () -> outbox.ids(0, BATCH));
        Long[] next = outbox.ids(0, BATCH).toArray(Long[]::new);
        plans.check("record", 2 * BUFFERS, () -> outbox.sent(TOKEN, next));
        long id = admin.number("select min(id) from pgqueue.outbox where not parked");
        plans.check("fail", 1_000, () -> outbox.failed(id, 1, 60_000L));
        plans.check("resend", 200, () -> session.text("select pgqueue.resend_event(?)", id));
        plans.check("skip", 1_000, () -> session.text("select pgqueue.skip_event(?, 'ops', 'x')", id));
        plans.check("purge", 2 * BUFFERS, () -> session.text("select pgqueue.purge_outbox(?)", BATCH));
    }

    private void analyze() throws SQLException {
        admin.run("analyze pgqueue.outbox, pgqueue.outbox_block, pgqueue.outbox_sent");
    }

    /** As many that are ready, parked behind one of a hundred blocked aggregates, and sent long ago. */
    private void fill(int events) throws SQLException {
        admin.run("""
                insert into pgqueue.outbox (id, created_at, parked, aggregate_type, aggregate_id, event_type, payload)
                select nextval('pgqueue.task_id'), now(), g % 2 = 0, 'order',
                       case when g % 2 = 0 then 'blocked-' || g % 200 else 'free-' || g % 1000 end, 'x', '{}'
                from generate_series(1, ?) g""", 2 * events);
        admin.run("""
                insert into pgqueue.outbox_block (aggregate_type, aggregate_id, event_id, attempts, next_attempt_at)
                select aggregate_type, aggregate_id, min(id), 1,
                       case when aggregate_id < 'blocked-2' then now() else 'infinity' end
                from pgqueue.outbox where parked group by aggregate_type, aggregate_id""");
        admin.run("""
                insert into pgqueue.outbox_sent (id, created_at, sent_at, aggregate_type, aggregate_id, event_type)
                select nextval('pgqueue.task_id'), now(), now() - interval '1 day' * (g % 7), 'order', 'sent', 'x'
                from generate_series(1, ?) g""", events);
    }
}
