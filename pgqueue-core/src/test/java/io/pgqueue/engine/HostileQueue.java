package io.pgqueue.engine;

import static io.pgqueue.testsupport.TestQueue.handler;
import static org.assertj.core.api.Assertions.assertThat;

import io.pgqueue.testsupport.TestQueue;
import java.util.List;
import java.util.Optional;
import java.util.function.Supplier;
import javax.sql.DataSource;
import org.springframework.jdbc.core.JdbcTemplate;
import org.springframework.jdbc.support.JdbcTransactionManager;
import org.springframework.transaction.support.TransactionTemplate;

/** A queue with the kind {@code bill}, of which things are asked in a transaction that has to go on when they are refused. */
final class HostileQueue implements AutoCloseable {

    private final TestQueue queue = new TestQueue();
    private final DataSource dataSource = queue.dataSource();
    private final JdbcTemplate jdbc = new JdbcTemplate(dataSource);
    private final TransactionTemplate transaction = new TransactionTemplate(new JdbcTransactionManager(dataSource));
    private final PgQueueEngine engine =
            queue.engineOn(dataSource, builder -> builder, handler("bill", (payload, context) -> null));
    private final List<Class<? extends RuntimeException>> refusals;

    /** What is refused ends in one of these. */
    HostileQueue(List<Class<? extends RuntimeException>> refusals) {
        this.refusals = refusals;
    }

    PgQueueEngine engine() {
        return engine;
    }

    void execute(String sql) {
        jdbc.execute(sql);
    }

    /** The answer to a call in a transaction; nothing if it was refused, and then the transaction goes on. */
    <T> Optional<T> refusedOr(Supplier<T> call) {
        return Optional.ofNullable(transaction.execute(status -> {
            try {
                return call.get();
            } catch (RuntimeException e) {
                if (refusals.stream().noneMatch(refusal -> refusal.isInstance(e))) {
                    throw e;
                }
                assertThat(e.getMessage()).isNotBlank();
                assertThat(jdbc.queryForObject("select 1", Integer.class)).isOne();
                return null;
            }
        }));
    }

    @Override
    public void close() {
        queue.close();
    }
}
