package io.pgqueue.engine;

import static io.pgqueue.testsupport.TestQueue.handler;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import ch.qos.logback.classic.Level;
import io.pgqueue.Task;
import io.pgqueue.TransactionMismatchException;
import io.pgqueue.engine.EngineSettings.ForeignTransactions;
import io.pgqueue.testsupport.TestDatabase;
import io.pgqueue.testsupport.TestQueue;
import java.util.List;
import javax.sql.DataSource;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.TestInstance;
import org.springframework.jdbc.core.JdbcTemplate;
import org.springframework.jdbc.support.JdbcTransactionManager;
import org.springframework.transaction.support.TransactionTemplate;

/** Tasks that are added inside a transaction on another {@code DataSource}. */
@Tag("database")
@TestInstance(TestInstance.Lifecycle.PER_CLASS)
class ForeignTransactionTest {

    private static final String NOT_OURS = "is not on the DataSource of pgqueue";

    private final TestQueue queue = new TestQueue();
    private final TestDatabase elsewhere = TestDatabase.create();
    private final DataSource dataSource = queue.dataSource();
    private final TransactionTemplate foreign =
            new TransactionTemplate(new JdbcTransactionManager(elsewhere.dataSource()));

    @AfterAll
    void close() {
        queue.close();
        elsewhere.close();
    }

    @Test
    void warnOnceForEachTransactionByItsName() {
        PgQueueEngine engine = engine(ForeignTransactions.WARN);
        foreign.setName("orders.place");
        try (LogCapture log = new LogCapture()) {
            for (int i = 0; i < 3; i++) {
                foreign.executeWithoutResult(status -> engine.taskQueue().enqueue(Task.of("plain", null)));
            }

            List<String> warnings = warnings(log);
            assertThat(warnings).hasSize(1);
            assertThat(warnings.get(0)).contains("'orders.place'", "foreign-transaction");
        }
    }

    @Test
    void commitByThemselvesWhereTheyAreWarnedOf() {
        PgQueueEngine engine = engine(ForeignTransactions.WARN);

        foreign.executeWithoutResult(status -> {
            engine.taskQueue().enqueue(Task.of("plain", null).withExternalKey("survives"));
            status.setRollbackOnly();
        });

        assertThat(engine.taskQueue().find("plain", "survives")).isPresent();
    }

    @Test
    void areRefusedWhereThatIsForbidden() {
        PgQueueEngine engine = engine(ForeignTransactions.FAIL);
        foreign.setName("orders.cancel");

        assertThatThrownBy(() -> foreign.executeWithoutResult(status ->
                        engine.taskQueue().enqueue(Task.of("plain", null).withExternalKey("refused"))))
                .isInstanceOf(TransactionMismatchException.class)
                .hasMessageContaining("'orders.cancel' " + NOT_OURS);
        assertThat(engine.taskQueue().find("plain", "refused")).isEmpty();
    }

    @Test
    void areRefusedAlsoWhenOurDatabaseWasReadBefore() {
        PgQueueEngine engine = engine(ForeignTransactions.FAIL);

        assertThatThrownBy(() -> foreign.executeWithoutResult(status -> {
                    new JdbcTemplate(dataSource).queryForObject("select 1", Integer.class);
                    engine.taskQueue().enqueue(Task.of("plain", null));
                }))
                .isInstanceOf(TransactionMismatchException.class)
                .hasMessageContaining(NOT_OURS);
    }

    @Test
    void areWarnedOfAlsoWhenOurDatabaseWasReadBefore() {
        PgQueueEngine engine = engine(ForeignTransactions.WARN);
        try (LogCapture log = new LogCapture()) {
            foreign.executeWithoutResult(status -> {
                new JdbcTemplate(dataSource).queryForObject("select 1", Integer.class);
                engine.taskQueue().enqueue(Task.of("plain", null));
            });

            assertThat(warnings(log)).hasSize(1);
        }
    }

    @Test
    void passWithoutAWordWhereThatIsAllowed() {
        PgQueueEngine engine = engine(ForeignTransactions.ALLOW);
        try (LogCapture log = new LogCapture()) {
            foreign.executeWithoutResult(
                    status -> engine.taskQueue().enqueue(Task.of("plain", null).withExternalKey("allowed")));

            assertThat(warnings(log)).isEmpty();
        }
        assertThat(engine.taskQueue().find("plain", "allowed")).isPresent();
    }

    private static List<String> warnings(LogCapture log) {
        return log.messages(Level.WARN).stream()
                .filter(message -> message.contains(NOT_OURS))
                .toList();
    }

    private PgQueueEngine engine(ForeignTransactions mode) {
        return queue.engineOn(
                dataSource,
                builder -> builder.settings(EngineSettings.standard().withForeignTransactions(mode)),
                handler("plain", (payload, context) -> null));
    }
}
