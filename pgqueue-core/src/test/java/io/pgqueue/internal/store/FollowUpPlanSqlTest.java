package io.pgqueue.internal.store;

import static org.assertj.core.api.Assertions.assertThat;

import java.sql.SQLException;
import java.util.List;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.RegisterExtension;

/** Who added what is found and forgotten by index, whatever statistics say, among however many others. */
@Tag("database")
class FollowUpPlanSqlTest {

    @RegisterExtension
    static final QueueDatabase database = new QueueDatabase();

    @Test
    void theyAreAddedFoundAndForgottenByIndex() throws SQLException {
        QueueSession admin = database.session();
        Plans.withoutStatistics(admin, "task", "closed_task", "task_follow_up");
        QueueSession session = database.session();
        int mail = session.kind("mail");
        int worker = session.worker("host-1");
        admin.run("insert into pgqueue.task_follow_up (task_id, follow_up_id)"
                + " select -g, -1000000 - g from generate_series(1, 30000) g");
        session.enqueue(QueueSession.copies(100, TestRow.of(mail)));
        List<Claimed> tasks = session.claim(worker, mail, 100);
        session.complete(worker, tasks, null, true);
        String ids = session.text("select array_agg(id) from pgqueue.closed_task");
        Plans plans = Plans.of(session);

        plans.check(
                "enqueue_follow_ups",
                4_000,
                () -> session.text(
                        "select pgqueue.enqueue_follow_ups(?::bigint[], array_fill(?::int, array[100]), null, null, null,"
                                + " array_fill(5::smallint, array[100]), null, null, null, null, null)",
                        ids,
                        mail));
        assertThat(session.number("select count(*) from pgqueue.task_follow_up where task_id > 0"))
                .isEqualTo(100);
        plans.check("drop_follow_ups", 4_000, () -> session.text("select pgqueue.drop_follow_ups(?::bigint[])", ids));
        assertThat(session.number("select count(*) from pgqueue.task_follow_up"))
                .isEqualTo(30_000);
    }
}
