package io.pgqueue.benchmarks.fire;

import io.pgqueue.benchmarks.fire.fault.Arena;
import io.pgqueue.benchmarks.fire.fault.Fault;
import io.pgqueue.benchmarks.fire.fault.Faults;
import io.pgqueue.benchmarks.fire.ledger.Checker;
import io.pgqueue.benchmarks.fire.ledger.Checker.Verdict;
import io.pgqueue.benchmarks.fire.ledger.Ledger;
import io.pgqueue.benchmarks.fire.stage.Fleet;
import io.pgqueue.benchmarks.fire.stage.QueueDatabase;
import io.pgqueue.benchmarks.fire.stage.Server;
import io.pgqueue.benchmarks.fire.stage.Stage;
import io.pgqueue.benchmarks.measure.Progress;
import io.pgqueue.benchmarks.report.Environment;
import java.io.IOException;
import java.nio.file.Path;
import java.sql.Connection;
import java.sql.SQLException;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Optional;
import java.util.Random;
import java.util.TreeMap;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.locks.LockSupport;
import org.springframework.jdbc.core.JdbcTemplate;

/** One run: sets the stage, breaks things, waits until all work is done, and has it judged. */
final class FireRun {

    private static final Duration TO_END_ALL = Duration.ofMinutes(3);
    private static final Duration TO_SEE_A_PLANT = Duration.ofSeconds(12);
    private static final long LOOK_NANOS = TimeUnit.MILLISECONDS.toNanos(250);

    private final Class<?> main;
    private final String commandLine;
    private final FirePlan plan;
    private final Path folder;
    private final Progress progress;

    /**
     * A run that is yet to be made.
     *
     * @param main the application's class
     * @param commandLine for the report
     * @param folder for its files, which has none
     */
    FireRun(Class<?> main, String commandLine, FirePlan plan, Path folder, Progress progress) {
        this.main = main;
        this.commandLine = commandLine;
        this.plan = plan;
        this.folder = folder.toAbsolutePath();
        this.progress = progress;
    }

    FireResult run() throws Exception {
        long begun = System.nanoTime();
        progress.say("seed %d; files are in %s", plan.seed(), folder);
        Stage stage = Stage.set(folder);
        Thread whenEnded = new Thread(() -> closeInHaste(stage), "end-fire");
        Runtime.getRuntime().addShutdownHook(whenEnded);
        try (stage) {
            plan.plant().ifPresent(plant -> plant.in(stage.database().as("postgres")));
            Map<String, Integer> struck;
            Map<String, String> skipped = new TreeMap<>();
            try (Fleet fleet = Fleet.start(main, plan.workers(), stage.server().port(), folder);
                    Impatience impatience = new Impatience(stage.database(), stage.ledger())) {
                List<Fault> faults = possible(new Arena(stage, fleet, new Random(plan.seed())), skipped);
                FirePlan whole = plan.faults() == 0 ? plan.withFaults(faults.size()) : plan;
                progress.say("%d faults of %d kinds begin", whole.faults(), faults.size());
                struck = Strikes.strike(stage, fleet, faults, whole, progress);
                progress.say("no more faults; waiting until all work is done");
                fleet.endProducers();
                awaitEnd(stage.database());
            }
            Verdict verdict = Checker.check(
                    Ledger.read(Fleet.ledger(folder)), stage.database().remains());
            Duration took = Duration.ofNanos(System.nanoTime() - begun);
            return new FireResult(plan, environment(stage), new TreeMap<>(struck), skipped, verdict, took);
        } finally {
            Runtime.getRuntime().removeShutdownHook(whenEnded);
        }
    }

    /** So that a run that is ended from outside leaves neither a server, nor a mounted disk, nor a process that is frozen. */
    private void closeInHaste(Stage stage) {
        try {
            stage.close();
        } catch (IOException e) {
            progress.say("something is left of the run: %s", e);
        }
        ProcessHandle.current().children().forEach(ProcessHandle::destroyForcibly);
    }

    private Environment environment(Stage stage) throws SQLException {
        try (Connection connection = stage.server().database("fire").connect()) {
            return Environment.read(connection, commandLine, Server.SETTINGS);
        }
    }

    private List<Fault> possible(Arena arena, Map<String, String> skipped) {
        List<Fault> possible = new ArrayList<>();
        for (Fault fault : Faults.all()) {
            Optional<String> whyNot = fault.whyNot(arena);
            if (whyNot.isPresent()) {
                progress.say("%s is skipped: %s", fault.name(), whyNot.get());
                skipped.put(fault.name(), whyNot.get());
            } else {
                possible.add(fault);
            }
        }
        return possible;
    }

    /** Makes due what a clock put off that was ahead. What is left after some time is for the checker to find. */
    private void awaitEnd(QueueDatabase database) {
        JdbcTemplate jdbc = new JdbcTemplate(database.as("postgres"));
        jdbc.update("update pgqueue.schedule set paused_at = clock_timestamp()");
        jdbc.queryForList("/* fire:due */ select pgqueue.run_now(id) from pgqueue.tasks where finished_at is null");
        Duration patience = plan.plant().isPresent() ? TO_SEE_A_PLANT : TO_END_ALL;
        long end = System.nanoTime() + patience.toNanos();
        long left = left(database);
        while (left > 0 && end - System.nanoTime() > 0) {
            LockSupport.parkNanos(LOOK_NANOS);
            left = left(database);
        }
        progress.say("%d things are left", left);
    }

    /** Tasks and events by what a reader may see; ordering keys that are held, which is nobody's business. */
    private static long left(QueueDatabase database) {
        return number(database, "fire_reader", """
                        select (select count(*) from pgqueue.tasks where finished_at is null)
                               + (select count(*) from pgqueue.outbox)""") + number(database, "postgres", "select count(*) from pgqueue.lane");
    }

    private static long number(QueueDatabase database, String user, String sql) {
        return Objects.requireNonNull(
                new JdbcTemplate(database.as(user)).queryForObject("/* fire:left */ " + sql, Long.class));
    }
}
