package io.pgqueue.internal.store;

import io.pgqueue.internal.store.Plans.Checker;
import java.sql.SQLException;
import java.util.List;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.RegisterExtension;

/** As {@link PlanSqlTest}, for searches among a million closed tasks: whatever statistics say, a page reads about a page. */
@Tag("database")
class SearchPlanSqlTest {

    private static final int KINDS = 20;
    private static final int CLOSED = 1_000_000;
    private static final int LIVE = 50_000;
    private static final int BUFFERS = 20_000;

    @RegisterExtension
    static final QueueDatabase database = new QueueDatabase();

    private QueueSession admin;
    private QueueSession session;
    private int first;

    @BeforeEach
    void withoutAutovacuum() throws SQLException {
        admin = database.session();
        session = database.session();
        Plans.withoutStatistics(admin, "task", "closed_task", "task_key");
        first = session.kind("kind-0");
        for (int kind = 1; kind < KINDS; kind++) {
            session.kind("kind-" + kind);
        }
    }

    @Test
    void withoutStatistics() throws SQLException {
        fill();
        checkAll();
    }

    @Test
    void withPlansAndStatisticsOfAnEmptyTable() throws SQLException {
        analyze();
        searchAll(Checker.NONE);
        fill();
        checkAll();
    }

    @Test
    void withTheirStatistics() throws SQLException {
        fill();
        analyze();
        checkAll();
    }

    private void checkAll() throws SQLException {
        searchAll(Plans.of(session)::check);
    }

    private void searchAll(Checker checker) throws SQLException {
        for (String filter : List.of(
                "{}",
                "{\"statuses\": [\"succeeded\"]}",
                "{\"statuses\": [\"no_attempts_left\"]}",
                "{\"kinds\": [\"kind-7\"]}",
                "{\"kinds\": [\"kind-7\"], \"statuses\": [\"cancelled\", \"no_attempts_left\"]}",
                "{\"external_key\": \"key-500000\"}",
                "{\"external_key_prefix\": \"key-50000\"}",
                "{\"finished_to\": \"2026-01-05\"}",
                "{\"id_from\": 400000, \"id_to\": 400100}",
                "{\"statuses\": [\"no_attempts_left\"], \"error_type\": \"a.B\"}")) {
            checker.check(
                    filter,
                    BUFFERS,
                    () -> session.text("select max(next) from pgqueue.search_tasks(?::jsonb)", filter));
        }
    }

    private void analyze() throws SQLException {
        admin.run("analyze pgqueue.task, pgqueue.closed_task, pgqueue.task_key");
    }

    private void fill() throws SQLException {
        admin.run("""
                insert into pgqueue.closed_task (id, created_at, available_at, claimed_at, finished_at, kind, attempt,
                    max_attempts, worker, status, priority, external_key, errors)
                select g, c.at, c.at, c.at, c.at, ? + g % ?, 1, 0, 0,
                       case when g % 1000 = 1 then 5 when g % 100 = 1 then 4 else 3 end, 5,
                       case when g % 10 = 0 then 'key-' || g end,
                       case when g % 1000 = 1 then '[{"type": "a.B", "message": "m"}]'::jsonb end
                from generate_series(1, ?) g, lateral (select timestamptz '2026-01-01' + g * interval '1 s' as at) c""", first, KINDS, CLOSED);
        admin.run("insert into pgqueue.task_key select kind, external_key, id from pgqueue.closed_task"
                + " where external_key is not null");
        admin.run("""
                insert into pgqueue.task (id, created_at, available_at, kind, priority)
                select ? + g, now(), now(), ? + g % ?, 5 from generate_series(1, ?) g""", CLOSED, first, KINDS, LIVE);
    }
}
