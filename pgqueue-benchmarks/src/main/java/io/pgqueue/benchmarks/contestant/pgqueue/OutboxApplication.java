package io.pgqueue.benchmarks.contestant.pgqueue;

import io.pgqueue.TaskProcessing;
import io.pgqueue.benchmarks.contestant.Payload;
import io.pgqueue.benchmarks.server.BenchDatabase;
import io.pgqueue.outbox.Outbox;
import io.pgqueue.outbox.OutboxEvent;
import io.pgqueue.outbox.OutboxMessage;
import io.pgqueue.outbox.OutboxSink;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;
import org.springframework.context.ConfigurableApplicationContext;
import org.springframework.context.support.GenericApplicationContext;
import org.springframework.transaction.PlatformTransactionManager;
import org.springframework.transaction.support.TransactionTemplate;

/** An application with the starter's defaults that publishes events, and relays them to a sink that only counts. */
public final class OutboxApplication implements AutoCloseable {

    private static final int PER_TRANSACTION = 500;
    private static final int AGGREGATES = 10_000;
    private static final long LONGEST_SECONDS = 300;
    private static final Duration STOP_TIMEOUT = Duration.ofSeconds(30);

    private final BenchDatabase database;
    private final ConfigurableApplicationContext application;
    private volatile CountDownLatch left = new CountDownLatch(0); // written between two relays

    public OutboxApplication(BenchDatabase database) {
        this.database = database;
        this.application = BenchApplication.start(
                database,
                Map.of("pgqueue.outbox.sink", "bean"),
                (GenericApplicationContext context) ->
                        context.registerBean("counting-sink", OutboxSink.class, () -> this::count));
    }

    /** Publishes events in transactions of 500; events a second. */
    public double publish(int events) {
        Outbox outbox = application.getBean(Outbox.class);
        TransactionTemplate transactions =
                new TransactionTemplate(application.getBean(PlatformTransactionManager.class));
        String note = Payload.note(0);
        long begun = System.nanoTime();
        for (int from = 0; from < events; from += PER_TRANSACTION) {
            List<OutboxEvent> batch = new ArrayList<>(PER_TRANSACTION);
            for (int i = from; i < Math.min(from + PER_TRANSACTION, events); i++) {
                batch.add(OutboxEvent.of(
                        "order", String.valueOf(i % AGGREGATES), "order-placed", new Payload(i, 0, note)));
            }
            transactions.executeWithoutResult(status -> outbox.publishAll(batch));
        }
        return events / seconds(begun);
    }

    /**
     * Relays what was published, from the start of processing to the last recorded event; events a second.
     *
     * @throws IllegalStateException if not exactly so many arrived, or the database shows one that was not sent
     */
    public double relay(int events) throws Exception {
        left = new CountDownLatch(events);
        TaskProcessing processing = application.getBean(TaskProcessing.class);
        long begun = System.nanoTime();
        processing.start();
        boolean arrived = left.await(LONGEST_SECONDS, TimeUnit.SECONDS);
        // records the last batch
        processing.stop(STOP_TIMEOUT);
        double rate = events / seconds(begun);
        long unsent = database.number("select count(*) from pgqueue.outbox");
        if (!arrived || unsent > 0) {
            throw new IllegalStateException(
                    left.getCount() + " events did not arrive, " + unsent + " are not recorded");
        }
        database.execute("truncate pgqueue.outbox_sent");
        return rate;
    }

    @Override
    public void close() {
        application.close();
    }

    private void count(OutboxMessage message) {
        left.countDown();
    }

    private static double seconds(long begunNanos) {
        return (System.nanoTime() - begunNanos) / 1e9;
    }
}
