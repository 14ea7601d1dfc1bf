package io.pgqueue.sample.till;

import java.util.List;
import java.util.function.Supplier;
import org.jspecify.annotations.Nullable;
import org.springframework.beans.factory.annotation.Value;
import org.springframework.dao.DataAccessException;
import org.springframework.jdbc.core.simple.JdbcClient;
import org.springframework.stereotype.Component;
import org.springframework.transaction.support.TransactionOperations;

/** What the till does in the database: SQL alone, as its own role. */
@Component
class Till {

    private final JdbcClient jdbc;
    private final TransactionOperations transactions;
    private final String countTasks;

    Till(JdbcClient jdbc, TransactionOperations transactions, @Value("${pgqueue.schema:pgqueue}") String schema) {
        this.jdbc = jdbc;
        this.transactions = transactions;
        this.countTasks = "select count(*) from " + schema + ".tasks";
    }

    /** Notes a receipt; the trigger does the rest. */
    long note(Sale sale) {
        return asTill(() -> jdbc.sql("insert into receipt (customer, cents) values (?, ?) returning id")
                .params(sale.customer(), sale.cents())
                .query(Long.class)
                .single());
    }

    /** The newest first. */
    List<Receipt> receipts(int limit) {
        return asTill(() -> jdbc.sql("select id, customer, cents, printed from receipt order by id desc limit ?")
                .param(limit)
                .query(Receipt.class)
                .list());
    }

    /** What the database says when the till tries to read the queue. */
    String refusal() {
        try {
            return asTill(
                    () -> "It may: " + jdbc.sql(countTasks).query(Long.class).single());
        } catch (DataAccessException e) {
            return String.valueOf(e.getMostSpecificCause().getMessage());
        }
    }

    private <T> T asTill(Supplier<T> work) {
        return transactions.execute(status -> {
            jdbc.sql("set local role shop_till").update();
            return work.get();
        });
    }

    /**
     * A receipt.
     *
     * @param printed its text; null until the task has run
     */
    record Receipt(
            long id, String customer, int cents, @Nullable String printed) {}
}
