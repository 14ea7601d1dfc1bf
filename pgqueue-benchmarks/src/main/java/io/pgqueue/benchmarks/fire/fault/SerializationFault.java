package io.pgqueue.benchmarks.fire.fault;

import io.pgqueue.benchmarks.fire.ledger.Kinds;
import io.pgqueue.benchmarks.fire.process.FireProcess;
import io.pgqueue.benchmarks.fire.process.Job;
import io.pgqueue.benchmarks.fire.process.SqlDoor;
import io.pgqueue.benchmarks.fire.process.Transactions;
import java.util.UUID;
import javax.sql.DataSource;
import org.springframework.dao.ConcurrencyFailureException;
import org.springframework.dao.DataAccessException;
import org.springframework.jdbc.core.JdbcTemplate;
import org.springframework.transaction.TransactionDefinition;
import org.springframework.transaction.TransactionException;

/** A producer's transaction is refused because of another one. */
final class SerializationFault implements Fault {

    private static final String UPDATE = "/* fire:update */ update app.account set balance = balance + 1 where id = 0";

    @Override
    public String name() {
        return "SERIALIZATION_FAILURE";
    }

    @Override
    public String says() {
        return "a transaction at REPEATABLE READ that adds a task changes a row that another one changed meanwhile";
    }

    @Override
    public boolean strike(Arena arena) {
        DataSource dataSource = arena.stage().database().as("fire_producer");
        JdbcTemplate jdbc = new JdbcTemplate(dataSource);
        JdbcTemplate other = new JdbcTemplate(arena.stage().database().as("postgres"));
        SqlDoor door = new SqlDoor(jdbc, FireProcess.codec());
        try {
            new Transactions(dataSource, arena.stage().ledger())
                    .withIsolation(TransactionDefinition.ISOLATION_REPEATABLE_READ)
                    .run("serialization-" + UUID.randomUUID(), (mark, status) -> {
                        long task = door.add(Kinds.PLAIN, new Job("", "", 0), null, null);
                        arena.stage().ledger().added(mark, task, Kinds.PLAIN, null);
                        other.update(UPDATE);
                        jdbc.update(UPDATE);
                    });
        } catch (ConcurrencyFailureException e) {
            return true;
        } catch (DataAccessException | TransactionException e) {
            // another fault was faster
            return false;
        }
        return false;
    }
}
