package io.pgqueue.sample.order;

import io.pgqueue.TaskHandler;
import io.pgqueue.schedule.Missed;
import io.pgqueue.schedule.RecurringTask;
import org.springframework.jdbc.core.simple.JdbcClient;
import org.springframework.stereotype.Component;

/** Sums up what was sold, every half minute: by one instance, however many there are. */
@Component
class SalesFigures {

    static final String KIND = "sales-figures";

    private final JdbcClient jdbc;

    SalesFigures(JdbcClient jdbc) {
        this.jdbc = jdbc;
    }

    /** Figures of the past are of no use: what was missed while the shop was closed is left out. */
    @TaskHandler(value = KIND, terminalTtl = "1h")
    @RecurringTask(interval = "30s", missed = Missed.SKIP)
    Figures sumUp() {
        return jdbc.sql("select count(*) as orders, coalesce(sum(quantity), 0) as pieces from shop_order")
                .query(Figures.class)
                .single();
    }

    /** Kept as the task's result. */
    record Figures(long orders, long pieces) {}
}
