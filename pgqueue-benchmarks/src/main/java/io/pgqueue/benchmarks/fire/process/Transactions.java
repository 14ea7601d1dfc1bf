package io.pgqueue.benchmarks.fire.process;

import io.pgqueue.benchmarks.fire.ledger.Ledger;
import java.util.function.BiConsumer;
import javax.sql.DataSource;
import org.springframework.jdbc.core.JdbcTemplate;
import org.springframework.jdbc.support.JdbcTransactionManager;
import org.springframework.transaction.TransactionStatus;
import org.springframework.transaction.support.TransactionTemplate;

/**
 * Transactions whose end is in the ledger, if it was answered. Each leaves a mark in the database, by which one whose end
 * nobody was told is judged later.
 */
public final class Transactions {

    private final JdbcTemplate jdbc;
    private final TransactionTemplate template;
    private final Ledger ledger;

    public Transactions(DataSource dataSource, Ledger ledger) {
        this.jdbc = new JdbcTemplate(dataSource);
        this.template = new TransactionTemplate(new JdbcTransactionManager(dataSource));
        this.ledger = ledger;
    }

    /** The same, at an isolation level of {@link org.springframework.transaction.TransactionDefinition}. */
    public Transactions withIsolation(int level) {
        template.setIsolationLevel(level);
        return this;
    }

    /**
     * Runs a transaction of this name, which is used once.
     *
     * @throws RuntimeException whatever it failed of; then its end is not known
     */
    public void run(String name, BiConsumer<String, TransactionStatus> work) {
        boolean rolledBack = Boolean.TRUE.equals(template.execute(status -> {
            jdbc.update("/* fire:mark */ insert into app.mark (name) values (?)", name);
            work.accept(name, status);
            return status.isRollbackOnly();
        }));
        if (rolledBack) {
            ledger.rolledBack(name);
        } else {
            ledger.committed(name);
        }
    }
}
