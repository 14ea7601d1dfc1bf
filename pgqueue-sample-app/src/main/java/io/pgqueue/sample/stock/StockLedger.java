package io.pgqueue.sample.stock;

import org.springframework.beans.factory.annotation.Value;
import org.springframework.jdbc.core.simple.JdbcClient;
import org.springframework.stereotype.Repository;

/** Booked movements in the database. */
@Repository
class StockLedger {

    private final JdbcClient jdbc;
    private final String view;

    StockLedger(JdbcClient jdbc, @Value("${pgqueue.schema:pgqueue}") String schema) {
        this.jdbc = jdbc;
        // a name, not a value: it cannot be a parameter; pgqueue checks at start that it is a plain identifier
        this.view = schema + ".tasks";
    }

    /** The balance after the last movement of an article. */
    int balance(String article) {
        return jdbc.sql("select balance from stock_movement where article = ? order by task_id desc limit 1")
                .param(article)
                .query(Integer.class)
                .optional()
                .orElse(0);
    }

    void insert(long taskId, Movement movement, int balance) {
        jdbc.sql("insert into stock_movement (task_id, article, pieces, balance) values (?, ?, ?, ?)")
                .params(taskId, movement.article(), movement.pieces(), balance)
                .update();
    }

    Summary summary() {
        return jdbc.sql("""
                        select (select count(*) from stock_movement) as booked,
                               (select count(distinct article) from stock_movement) as articles,
                               (select count(*) from (
                                    select balance, sum(pieces) over (partition by article order by task_id) as expected
                                    from stock_movement) m
                                where balance <> expected) as wrong,
                               (select count(*) from %1$s where kind = :kind and status = 'must_retry') as held_up,
                               (select count(*) from %1$s where kind = :kind and finished_at is null) as waiting
                        """.formatted(view))
                .param("kind", MovementHandler.KIND)
                .query(Summary.class)
                .single();
    }

    /**
     * @param wrong movements whose balance is not the sum of all up to them: they were not booked in their order
     * @param heldUp articles whose next movement has failed and is to be tried again
     * @param waiting wait or run
     */
    record Summary(long booked, long articles, long wrong, long heldUp, long waiting) {}
}
