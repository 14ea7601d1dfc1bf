package io.pgqueue.engine;

import static io.pgqueue.testsupport.TestQueue.handler;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import com.zaxxer.hikari.HikariConfig;
import com.zaxxer.hikari.HikariDataSource;
import io.pgqueue.Task;
import io.pgqueue.TransactionMismatchException;
import io.pgqueue.testsupport.TestQueue;
import java.util.List;
import java.util.concurrent.CountDownLatch;
import java.util.function.UnaryOperator;
import javax.sql.DataSource;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.TestInstance;
import org.springframework.jdbc.datasource.TransactionAwareDataSourceProxy;
import org.springframework.jdbc.support.JdbcTransactionManager;
import org.springframework.transaction.TransactionDefinition;
import org.springframework.transaction.support.TransactionTemplate;

/** The transactions in which a task may be added, and what becomes of it. */
@Tag("database")
@TestInstance(TestInstance.Lifecycle.PER_CLASS)
class EnqueueTransactionTest {

    private final TestQueue queue = new TestQueue();
    private final DataSource dataSource = queue.dataSource();
    private final PgQueueEngine engine =
            queue.engineOn(dataSource, UnaryOperator.identity(), handler("plain", (payload, context) -> null));

    @AfterAll
    void close() {
        queue.close();
    }

    @Test
    void isSeenByOthersFromTheCommitOn() {
        transaction(TransactionDefinition.PROPAGATION_REQUIRED).executeWithoutResult(status -> {
            add("commit");
            assertThat(isThere("commit")).isFalse();
        });

        assertThat(isThere("commit")).isTrue();
    }

    @Test
    void isSeenByItsOwnTransactionBeforeTheCommit() {
        transaction(TransactionDefinition.PROPAGATION_REQUIRED).executeWithoutResult(status -> {
            add("own");
            assertThat(engine.taskQueue().find("plain", "own")).isPresent();
        });
    }

    @Test
    void isGoneWhenTheTransactionRollsBack() {
        transaction(TransactionDefinition.PROPAGATION_REQUIRED).executeWithoutResult(status -> {
            add("roll-back");
            status.setRollbackOnly();
        });

        assertThat(isThere("roll-back")).isFalse();
    }

    @Test
    void aBatchIsGoneWhenTheTransactionRollsBack() {
        assertThatThrownBy(() -> transaction(TransactionDefinition.PROPAGATION_REQUIRED)
                        .executeWithoutResult(status -> {
                            engine.taskQueue().enqueueAll(List.of(task("batch-1"), task("batch-2")));
                            throw new IllegalStateException("the business fails");
                        }))
                .hasMessage("the business fails");

        assertThat(isThere("batch-1")).isFalse();
        assertThat(isThere("batch-2")).isFalse();
    }

    @Test
    void isGoneWhenItsSavepointIsRolledBackAndTheOuterCommits() {
        TransactionTemplate nested = transaction(TransactionDefinition.PROPAGATION_NESTED);
        transaction(TransactionDefinition.PROPAGATION_REQUIRED).executeWithoutResult(outer -> {
            add("outer");
            nested.executeWithoutResult(inner -> {
                add("nested");
                inner.setRollbackOnly();
            });
        });

        assertThat(isThere("outer")).isTrue();
        assertThat(isThere("nested")).isFalse();
    }

    @Test
    void isGoneWithTheOuterThoughItsSavepointWasReleased() {
        TransactionTemplate nested = transaction(TransactionDefinition.PROPAGATION_NESTED);
        transaction(TransactionDefinition.PROPAGATION_REQUIRED).executeWithoutResult(outer -> {
            nested.executeWithoutResult(inner -> add("released"));
            outer.setRollbackOnly();
        });

        assertThat(isThere("released")).isFalse();
    }

    @Test
    void staysWhenANewTransactionCommittedAndTheOuterRollsBack() {
        TransactionTemplate independent = transaction(TransactionDefinition.PROPAGATION_REQUIRES_NEW);
        transaction(TransactionDefinition.PROPAGATION_REQUIRED).executeWithoutResult(outer -> {
            add("suspended");
            independent.executeWithoutResult(inner -> add("independent"));
            assertThat(isThere("independent")).isTrue();
            outer.setRollbackOnly();
        });

        assertThat(isThere("independent")).isTrue();
        assertThat(isThere("suspended")).isFalse();
    }

    @Test
    void isGoneWhenANewTransactionRolledBackAndTheOuterCommits() {
        TransactionTemplate independent = transaction(TransactionDefinition.PROPAGATION_REQUIRES_NEW);
        transaction(TransactionDefinition.PROPAGATION_REQUIRED).executeWithoutResult(outer -> {
            add("kept");
            independent.executeWithoutResult(inner -> {
                add("dropped");
                inner.setRollbackOnly();
            });
        });

        assertThat(isThere("kept")).isTrue();
        assertThat(isThere("dropped")).isFalse();
    }

    @Test
    void isRefusedInAReadOnlyTransaction() {
        TransactionTemplate readOnly = transaction(TransactionDefinition.PROPAGATION_REQUIRED);
        readOnly.setReadOnly(true);
        readOnly.setName("reports");

        assertThatThrownBy(() -> readOnly.executeWithoutResult(status -> add("read-only")))
                .isInstanceOf(TransactionMismatchException.class)
                .hasMessageContaining("'reports' is read-only");
        assertThat(isThere("read-only")).isFalse();
    }

    @Test
    void commitsByItselfOutsideATransaction() {
        add("alone");

        assertThat(isThere("alone")).isTrue();
    }

    @Test
    void commitsByItselfOnAPoolWithoutAutoCommit() {
        HikariConfig config = new HikariConfig();
        config.setDataSource(queue.database().direct());
        config.setAutoCommit(false);
        try (HikariDataSource manual = new HikariDataSource(config);
                PgQueueEngine other = queue.engineOn(
                        manual, UnaryOperator.identity(), handler("plain", (payload, context) -> null))) {
            other.taskQueue().enqueue(task("manual"));

            assertThat(isThere("manual")).isTrue();
        }
    }

    @Test
    void joinsATransactionThroughATransactionAwareProxy() {
        PgQueueEngine other = queue.engineOn(
                new TransactionAwareDataSourceProxy(dataSource),
                UnaryOperator.identity(),
                handler("plain", (payload, context) -> null));

        transaction(TransactionDefinition.PROPAGATION_REQUIRED).executeWithoutResult(status -> {
            other.taskQueue().enqueue(task("proxied"));
            status.setRollbackOnly();
        });

        assertThat(isThere("proxied")).isFalse();
    }

    @Test
    void runsAfterTheCommitAndNotBefore() throws Exception {
        CountDownLatch held = new CountDownLatch(1);
        CountDownLatch free = new CountDownLatch(1);
        PgQueueEngine running = queue.engineOn(
                dataSource,
                UnaryOperator.identity(),
                handler("held", (payload, context) -> {
                    held.countDown();
                    return null;
                }),
                handler("free", (payload, context) -> {
                    free.countDown();
                    return null;
                }));
        running.processing().start();

        transaction(TransactionDefinition.PROPAGATION_REQUIRED).executeWithoutResult(status -> {
            running.taskQueue().enqueue(Task.of("held", null));
            Thread other = new Thread(() -> running.taskQueue().enqueue(Task.of("free", null)));
            other.start();
            assertThat(isCounted(free)).as("a worker has looked meanwhile").isTrue();
            assertThat(held.getCount()).isOne();
        });

        Eventually.happens(held);
    }

    private static boolean isCounted(CountDownLatch latch) {
        Eventually.holds(() -> latch.getCount() == 0);
        return true;
    }

    private TransactionTemplate transaction(int propagation) {
        TransactionTemplate template = new TransactionTemplate(new JdbcTransactionManager(dataSource));
        template.setPropagationBehavior(propagation);
        return template;
    }

    private void add(String key) {
        assertThat(engine.taskQueue().enqueue(task(key)).added()).isTrue();
    }

    private static Task task(String key) {
        return Task.of("plain", null).withExternalKey(key);
    }

    /** By a connection of its own, which sees what is committed. */
    private boolean isThere(String key) {
        Long count = queue.jdbc()
                .queryForObject("select count(*) from pgqueue.task where external_key = ?", Long.class, key);
        return count != null && count == 1;
    }
}
