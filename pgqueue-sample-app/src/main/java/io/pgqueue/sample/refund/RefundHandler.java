package io.pgqueue.sample.refund;

import io.pgqueue.TaskContext;
import io.pgqueue.TaskHandler;
import io.pgqueue.TaskLimits;
import org.springframework.jdbc.core.simple.JdbcClient;
import org.springframework.stereotype.Component;

/** Makes refunds. The provider takes five calls at a time from all instances together, and one for each customer. */
@Component
class RefundHandler {

    static final String KIND = "refund";

    private final JdbcClient jdbc;

    RefundHandler(JdbcClient jdbc) {
        this.jdbc = jdbc;
    }

    @TaskHandler(
            value = KIND,
            workerCount = 8,
            limits = @TaskLimits(maxRunning = 5, maxStarted = 100, period = "1m", maxRunningPerPartition = 1))
    void refund(Refund refund, TaskContext context) {
        jdbc.sql("insert into refund (task_id, customer, cents) values (?, ?, ?) on conflict do nothing")
                .params(context.taskId(), refund.customer(), refund.cents())
                .update();
    }
}
