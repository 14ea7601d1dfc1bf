package io.pgqueue.benchmarks.fire;

import io.pgqueue.benchmarks.fire.ledger.Ledger;
import io.pgqueue.benchmarks.fire.stage.QueueDatabase;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import java.util.concurrent.ScheduledExecutorService;
import java.util.concurrent.TimeUnit;
import javax.sql.DataSource;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;
import org.springframework.dao.DataAccessException;
import org.springframework.jdbc.core.JdbcTemplate;
import org.springframework.jdbc.support.JdbcTransactionManager;
import org.springframework.transaction.TransactionException;
import org.springframework.transaction.support.TransactionTemplate;

/**
 * Takes workers for dead after 8 s without a heartbeat, and not after 30 s as they do among themselves: a run has more
 * deaths in the same time, and more that are none. It calls what they call, with the same role.
 */
final class Impatience implements AutoCloseable {

    private static final Logger log = LoggerFactory.getLogger(Impatience.class);
    private static final long EVERY_MILLIS = 500;
    private static final String RESCUE = "/* fire:rescue */ select * from pgqueue.rescue('8 seconds', '6 seconds')";

    private final ScheduledExecutorService timer = Executors.newSingleThreadScheduledExecutor(work -> {
        Thread thread = new Thread(work, "impatience");
        thread.setDaemon(true);
        return thread;
    });

    private final Future<?> looking;

    private final Ledger ledger;

    /** Begins at once; notes in a ledger what it takes. */
    Impatience(QueueDatabase database, Ledger ledger) {
        this.ledger = ledger;
        DataSource dataSource = database.as("fire_worker");
        JdbcTemplate jdbc = new JdbcTemplate(dataSource);
        TransactionTemplate transaction = new TransactionTemplate(new JdbcTransactionManager(dataSource));
        // must work while nothing is broken yet
        rescue(jdbc, transaction);
        this.looking = timer.scheduleWithFixedDelay(
                () -> look(jdbc, transaction), EVERY_MILLIS, EVERY_MILLIS, TimeUnit.MILLISECONDS);
    }

    private void look(JdbcTemplate jdbc, TransactionTemplate transaction) {
        try {
            rescue(jdbc, transaction);
        } catch (DataAccessException | TransactionException e) {
            log.debug("the database is away", e);
        }
    }

    /** The line is written before the commit: so it comes before whatever others do with the task. */
    private void rescue(JdbcTemplate jdbc, TransactionTemplate transaction) {
        transaction.executeWithoutResult(status -> jdbc.query(RESCUE, row -> {
            ledger.taken(row.getLong("task_id"), row.getString("dead_worker"));
        }));
    }

    @Override
    public void close() {
        looking.cancel(true);
        timer.shutdownNow();
    }
}
