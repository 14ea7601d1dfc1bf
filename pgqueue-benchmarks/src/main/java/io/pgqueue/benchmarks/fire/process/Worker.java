package io.pgqueue.benchmarks.fire.process;

import com.zaxxer.hikari.HikariDataSource;
import io.pgqueue.PayloadCodec;
import io.pgqueue.TaskQueueListener;
import io.pgqueue.benchmarks.fire.ledger.Kinds;
import io.pgqueue.benchmarks.fire.ledger.Ledger;
import io.pgqueue.engine.EngineSettings;
import io.pgqueue.engine.PgQueueEngine;
import io.pgqueue.outbox.OutboxMessage;
import io.pgqueue.outbox.OutboxSettings;
import io.pgqueue.schedule.Missed;
import io.pgqueue.schedule.Overlap;
import io.pgqueue.schedule.Schedule;
import java.time.Duration;
import java.util.List;
import org.springframework.jdbc.core.JdbcTemplate;

/** An application that processes tasks, relays events and fires a schedule. */
final class Worker implements TaskQueueListener {

    private static final Duration TO_STOP = Duration.ofSeconds(4);

    private final HikariDataSource pool;
    private final Ledger ledger;
    private final PgQueueEngine engine;

    private Worker(HikariDataSource pool, PayloadCodec codec, Ledger ledger) {
        this.pool = pool;
        this.ledger = ledger;
        this.engine = PgQueueEngine.builder(pool, codec)
                .settings(EngineSettings.standard())
                .listeners(List.of(this))
                .outboxSink(this::arrived)
                .outboxSettings(OutboxSettings.standard().withBatchSize(50).withPollInterval(Duration.ofMillis(500)))
                .build();
    }

    /** Starts it; it stops with the process, if that is given the time. */
    static void start(Settings settings, HikariDataSource pool, PayloadCodec codec, Ledger ledger) {
        Worker worker = new Worker(pool, codec, ledger);
        Handlers handlers =
                new Handlers(settings.name(), ledger, new JdbcTemplate(pool), new Harm(settings.harmFolder()));
        worker.engine.register(handlers.registrations());
        worker.engine.declareSchedules(
                "fire",
                List.of(Schedule.of(Kinds.TICK, Kinds.TICK)
                        .withInterval(Kinds.INTERVAL)
                        .withMissed(Missed.ALL)
                        .withMissedLimit(1_000)
                        .withOverlap(Overlap.QUEUE)
                        .withPayload(Job.NONE)),
                false);
        Runtime.getRuntime().addShutdownHook(new Thread(worker::stop, "stop"));
        worker.engine.processing().start();
    }

    private void stop() {
        engine.processing().stop(TO_STOP);
        engine.close();
        pool.close();
    }

    private void arrived(OutboxMessage message) {
        ledger.arrived(message.id(), message.attempt(), message.aggregateId());
    }

    @Override
    public void onRescued(RescuedTask task) {
        ledger.taken(task.taskId(), task.deadWorker());
    }

    @Override
    public void onClosed(ClosedTask task) {
        ledger.closed(task.taskId(), task.kind());
    }
}
