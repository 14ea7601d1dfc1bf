package io.pgqueue.engine;

import io.pgqueue.outbox.OutboxEvent;
import io.pgqueue.outbox.OutboxSettings;
import io.pgqueue.outbox.OutboxSink;
import io.pgqueue.testsupport.TestQueue;
import java.time.Duration;
import java.util.Arrays;
import java.util.List;
import java.util.stream.Stream;
import javax.sql.DataSource;
import org.springframework.jdbc.core.JdbcTemplate;
import org.springframework.jdbc.support.JdbcTransactionManager;
import org.springframework.transaction.support.TransactionTemplate;

/** A database with an application that publishes, and relays beside it. */
final class OutboxQueue implements AutoCloseable {

    static final OutboxSettings QUICK = OutboxSettings.standard()
            .withRetryDelay(attempt -> Duration.ofMillis(10))
            .withMaxAttempts(3);

    private final TestQueue queue = new TestQueue();
    private final DataSource dataSource = queue.dataSource();
    private final TransactionTemplate transactions = new TransactionTemplate(new JdbcTransactionManager(dataSource));
    private final PgQueueEngine publisher = queue.engineOn(dataSource, builder -> builder);

    /** An engine with a relay that is not started. */
    PgQueueEngine relay(OutboxSink sink) {
        return relay(sink, QUICK);
    }

    PgQueueEngine relay(OutboxSink sink, OutboxSettings settings) {
        return queue.engine(builder -> builder.outboxSink(sink).outboxSettings(settings));
    }

    /** Publishes an event of each aggregate in one transaction; their ids. */
    List<Long> publish(String... aggregateIds) {
        return publishAll(Arrays.stream(aggregateIds).map(OutboxQueue::event));
    }

    List<Long> publishAll(Stream<OutboxEvent> events) {
        return transactions.execute(status -> publisher.outbox().publishAll(events.toList()));
    }

    static OutboxEvent event(String aggregateId) {
        return OutboxEvent.of("order", aggregateId, "order-placed", List.of(aggregateId));
    }

    PgQueueEngine publisher() {
        return publisher;
    }

    DataSource dataSource() {
        return dataSource;
    }

    TransactionTemplate transactions() {
        return transactions;
    }

    JdbcTemplate jdbc() {
        return queue.jdbc();
    }

    long unsent() {
        return jdbc().queryForObject("select count(*) from pgqueue.outbox", Long.class);
    }

    @Override
    public void close() {
        queue.close();
    }
}
