package io.pgqueue.benchmarks.measure;

import io.pgqueue.benchmarks.contestant.Load;
import io.pgqueue.benchmarks.contestant.RemoteContestant;
import io.pgqueue.benchmarks.contestant.pgqueue.DashboardApplication;
import io.pgqueue.benchmarks.contestant.pgqueue.DashboardPage;
import io.pgqueue.benchmarks.report.Report;
import io.pgqueue.benchmarks.server.BenchDatabase;
import io.pgqueue.benchmarks.server.BenchServer;
import java.io.IOException;
import java.sql.SQLException;
import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.Deque;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;

/** What a measure works with: the server, its sizes, and contestants that end with it. */
public final class Session implements AutoCloseable {

    private static final int FIRST_WARM_UP = 500;

    /** A contestant that still gets faster by more than that from one warm-up to the next is not warm. */
    private static final double STILL_FASTER = 1.2;

    private final BenchServer server;
    private final Launcher launcher;
    private final Plan plan;
    private final Progress progress;
    private final Report report;
    private final Deque<AutoCloseable> open = new ArrayDeque<>();
    private final Set<BenchDatabase> lookedAt = new HashSet<>();

    public Session(BenchServer server, Launcher launcher, Plan plan, Progress progress, Report report) {
        this.server = server;
        this.launcher = launcher;
        this.plan = plan;
        this.progress = progress;
        this.report = report;
    }

    public Plan plan() {
        return plan;
    }

    public BenchServer server() {
        return server;
    }

    @SuppressWarnings("AnnotateFormatMethod")
    public void say(String format, Object... arguments) {
        progress.say(format, arguments);
    }

    /** Starts a contestant in an empty database of its own, and installs it. */
    public Entrant enter(Contender contender) throws Exception {
        return join(contender, database());
    }

    /** Creates an empty database. */
    public BenchDatabase database() throws SQLException {
        BenchDatabase database = server.create();
        open.push(() -> server.drop(database));
        return database;
    }

    /** Starts another server, which ends after the contestants. */
    public BenchServer anotherServer() throws IOException {
        BenchServer another = BenchServer.start();
        open.push(another);
        return another;
    }

    /** Starts another process of a contestant on a database that is there. */
    public Entrant join(Contender contender, BenchDatabase database) throws Exception {
        RemoteContestant remote = launcher.launch(contender, database);
        open.push(remote);
        remote.call("install");
        report.configuration(contender.name(), remote.configuration());
        if (contender.isPgqueue()) {
            look(database, contender.properties());
        }
        return new Entrant(contender, remote, database);
    }

    /**
     * Where the plan wants it: another application on the database, with the dashboard, and a browser that shows its
     * overview until the session ends.
     *
     * @param properties of the application that the database belongs to
     */
    void look(BenchDatabase database, Map<String, String> properties) {
        if (plan.dashboardOpen() && lookedAt.add(database)) {
            DashboardApplication dashboard = new DashboardApplication(database, properties);
            open.push(dashboard);
            open.push(dashboard.open(Set.of(DashboardPage.OVERVIEW), 1, 0));
        }
    }

    /**
     * Lets a contestant work until its code is compiled and its pools are full.
     *
     * @return how many tasks it drains in the time that a plan gives it, at most as many as the plan has
     */
    public int warmUp(Entrant entrant) throws Exception {
        long begun = System.nanoTime();
        int before;
        int tasks = FIRST_WARM_UP;
        double rate = 0;
        do {
            before = tasks;
            rate = Math.max(rate, tasks / round(entrant, Load.of(tasks)).drainSeconds());
            tasks = fitting(rate);
        } while (!isWarm(begun) || tasks > before * STILL_FASTER);
        say("%s is warm", entrant.name());
        return tasks;
    }

    /** Whether a contestant that began to work at a time of {@link System#nanoTime} has done so for long enough. */
    boolean isWarm(long begunNanos) {
        return System.nanoTime() - begunNanos >= plan.warmUpSeconds() * 1_000_000_000L;
    }

    private int fitting(double rate) {
        double fits = rate * plan.longestSeconds();
        return (int) Math.min(
                plan.tasks(), Math.max(FIRST_WARM_UP, fits >= 1_000 ? Math.floor(fits / 1_000) * 1_000 : fits));
    }

    /** Enqueues and drains once, from empty tables to empty tables. */
    public Round round(Entrant entrant, Load load) throws Exception {
        entrant.remote().call("reset");
        Round round = timed(entrant, load);
        entrant.remote().call("reset");
        return round;
    }

    /** Enqueues and drains once beside whatever pgqueue's tables hold, and leaves that there. */
    public Round roundOnTop(Entrant entrant, Load load) throws Exception {
        entrant.remote().call("forget");
        return timed(entrant, load);
    }

    private Round timed(Entrant entrant, Load load) throws Exception {
        double enqueue = enqueueForDrain(entrant, load);
        double drain = entrant.remote().drain(load.tasks(), 60 + 100L * plan.longestSeconds());
        return new Round(load.tasks() / enqueue, load.tasks() / drain, drain);
    }

    /**
     * Enqueues, and then has the tables as autovacuum would have them sooner or later: without statistics some peers'
     * plans fall to a tenth.
     *
     * @return the seconds that enqueueing took
     */
    double enqueueForDrain(Entrant entrant, Load load) throws Exception {
        server.settle();
        double seconds = entrant.remote().enqueue(load);
        entrant.database().execute("vacuum (analyze)");
        server.settle();
        return seconds;
    }

    /** Ends all contestants and drops their databases. */
    @Override
    public void close() throws Exception {
        List<Exception> failures = new ArrayList<>();
        while (!open.isEmpty()) {
            try {
                open.pop().close();
            } catch (Exception e) {
                failures.add(e);
            }
        }
        if (!failures.isEmpty()) {
            throw failures.get(0);
        }
    }

    /** A contestant that takes part. */
    public record Entrant(Contender contender, RemoteContestant remote, BenchDatabase database) {
        public String name() {
            return contender.name();
        }
    }

    /** Tasks a second, and the seconds of the drain. */
    public record Round(double enqueueRate, double drainRate, double drainSeconds) {

        static Round ofEnqueue(double rate) {
            return new Round(rate, 0, 0);
        }

        @Override
        public String toString() {
            String enqueue = String.format("enqueue %,.0f/s", enqueueRate);
            return drainSeconds == 0 ? enqueue : enqueue + String.format(", drain %,.0f/s", drainRate);
        }
    }
}
