package io.pgqueue.processes;

import static io.pgqueue.testsupport.TestQueue.handler;

import com.zaxxer.hikari.HikariConfig;
import com.zaxxer.hikari.HikariDataSource;
import io.pgqueue.TaskContext;
import io.pgqueue.TaskQueueListener;
import io.pgqueue.engine.EngineSettings;
import io.pgqueue.engine.PgQueueEngine;
import io.pgqueue.outbox.OutboxMessage;
import io.pgqueue.processes.Ledger.Event;
import io.pgqueue.testsupport.TestCodec;
import io.pgqueue.testsupport.TestQueue;
import java.io.BufferedReader;
import java.io.IOException;
import java.io.InputStreamReader;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;

/**
 * A process that works on a queue. It prints READY, then obeys what it reads: {@code start} begins to process,
 * {@code open} opens the gate at which its handlers wait. It ends when it reads no more, or is terminated, and stops
 * its processing then.
 *
 * <p>Arguments: the database's URL, user, password, the ledger, whether its session may be checked, and for how many
 * milliseconds handlers may go on after a stop.
 */
public final class WorkerProcess implements TaskQueueListener {

    /** Ends at once. */
    static final String QUICK = "quick";
    /** Takes a twentieth of a second until the gate is open, and no time afterwards. */
    public static final String BRIEF = "brief";
    /** Waits for the gate. */
    static final String GATED = "gated";
    /** Ends the process at once. */
    static final String HALTING = "halting";
    /** The exit code of a process that ended so. */
    static final int HALTED = 3;
    /** Has limits, takes some milliseconds, and is written down in the table {@link LimitedRuns}. */
    static final String LIMITED = "limited";

    private final CountDownLatch gate = new CountDownLatch(1);
    private final Ledger.Writer ledger;
    private final PgQueueEngine engine;

    private WorkerProcess(HikariDataSource pool, Ledger.Writer ledger, boolean backendCheck) {
        this.ledger = ledger;
        this.engine = PgQueueEngine.builder(pool, new TestCodec())
                .settings(EngineSettings.standard().withBackendCheck(backendCheck))
                .listeners(List.of(this))
                .outboxSink(this::arrived)
                .build();
        engine.register(List.of(
                handler(QUICK, (payload, context) -> noted(context, () -> {})),
                handler(BRIEF, (payload, context) -> noted(context, () -> gate.await(50, TimeUnit.MILLISECONDS))),
                handler(GATED, (payload, context) -> noted(context, gate::await)),
                handler(
                        HALTING,
                        TestQueue.QUICK.withMaxDeaths(1),
                        (payload, context) ->
                                noted(context, () -> Runtime.getRuntime().halt(HALTED))),
                handler(LIMITED, LimitedRuns.OPTIONS, (payload, context) -> LimitedRuns.run(pool, context))));
    }

    public static void main(String[] arguments) throws IOException {
        HikariConfig config = new HikariConfig();
        config.setJdbcUrl(arguments[0]);
        config.setUsername(arguments[1]);
        config.setPassword(arguments[2]);
        config.addDataSourceProperty(
                "ApplicationName", applicationName(ProcessHandle.current().pid()));
        config.setMaximumPoolSize(14);
        config.setMinimumIdle(0);
        HikariDataSource pool = new HikariDataSource(config);
        Ledger.Writer ledger = new Ledger(Path.of(arguments[3])).writer();
        WorkerProcess worker = new WorkerProcess(pool, ledger, Boolean.parseBoolean(arguments[4]));
        Duration patience = Duration.ofMillis(Long.parseLong(arguments[5]));
        Runtime.getRuntime().addShutdownHook(new Thread(() -> worker.stop(patience, pool), "stop"));
        System.out.println("READY");
        worker.obey();
    }

    /** What the database calls the sessions of the process with this id. */
    static String applicationName(long pid) {
        return "worker-" + pid;
    }

    private void obey() throws IOException {
        BufferedReader commands = new BufferedReader(new InputStreamReader(System.in, StandardCharsets.US_ASCII));
        for (String command = commands.readLine(); command != null; command = commands.readLine()) {
            switch (command) {
                case "start" -> engine.processing().start();
                case "open" -> gate.countDown();
                default -> throw new IllegalArgumentException(command);
            }
        }
        System.exit(0);
    }

    private void stop(Duration patience, HikariDataSource pool) {
        boolean calm = engine.processing().stop(patience);
        engine.close();
        pool.close();
        System.out.println("STOPPED calm=" + calm);
    }

    /** Runs a handler between its two lines; answers which process ran it, which is kept as the task's result. */
    private long noted(TaskContext context, Handler handler) throws InterruptedException {
        ledger.add(Event.BEGAN, context.taskId(), context.attempt());
        handler.run();
        ledger.add(Event.ENDED, context.taskId(), context.attempt());
        return ProcessHandle.current().pid();
    }

    /** A sink that takes some milliseconds. */
    private void arrived(OutboxMessage message) throws InterruptedException {
        ledger.add(Event.ARRIVED, message.id(), message.attempt());
        gate.await(5, TimeUnit.MILLISECONDS);
    }

    @Override
    public void onAttemptFinished(FinishedAttempt attempt) {
        if (attempt.outcome() == AttemptOutcome.SUCCEEDED) {
            ledger.add(Event.SUCCEEDED, attempt.taskId(), attempt.attempt());
        }
    }

    @Override
    public void onClosed(ClosedTask task) {
        ledger.add(Event.CLOSED, task.taskId(), 0);
    }

    /** The work of a kind. */
    @FunctionalInterface
    private interface Handler {
        void run() throws InterruptedException;
    }
}
