package io.pgqueue.sample.lucky;

import java.util.List;
import org.springframework.beans.factory.annotation.Value;
import org.springframework.jdbc.core.simple.JdbcClient;
import org.springframework.stereotype.Repository;

/**
 * Reads the lucky tasks through the view {@code tasks}, which shows live and closed tasks in one. It counts rows, which
 * is fine for a few thousand; to count millions there are the samples of {@code TaskAdmin.kinds()}.
 */
@Repository
class LuckyRuns {

    private final JdbcClient jdbc;
    private final String view;

    LuckyRuns(JdbcClient jdbc, @Value("${pgqueue.schema:pgqueue}") String schema) {
        this.jdbc = jdbc;
        // a name, not a value: it cannot be a parameter; pgqueue checks at start that it is a plain identifier
        this.view = schema + ".tasks";
    }

    /** Ids of the newest tasks, the newest first. */
    List<Long> newest(int limit) {
        return jdbc.sql("select id from " + view + " where kind = ? order by id desc limit ?")
                .params(LuckyHandler.KIND, limit)
                .query(Long.class)
                .list();
    }

    /** How many tasks stand where. */
    Summary summary() {
        return jdbc.sql("""
                        select count(*) as total,
                               count(*) filter (where finished_at is null) as live,
                               count(*) filter (where status = 'succeeded' and attempt = 1) as first,
                               count(*) filter (where status = 'succeeded' and attempt = 2) as second,
                               count(*) filter (where status = 'succeeded' and attempt = 3) as third,
                               count(*) filter (where status = 'succeeded' and attempt > 3) as later,
                               count(*) filter (where status = 'no_attempts_left') as ran_out
                        from %s where kind = ?
                        """.formatted(view))
                .param(LuckyHandler.KIND)
                .query(Summary.class)
                .single();
    }

    /**
     * @param live wait or run
     * @param first lucky at the first attempt, and so on
     * @param later lucky after they had been retried
     * @param ranOut have no attempts left
     */
    record Summary(long total, long live, long first, long second, long third, long later, long ranOut) {}
}
