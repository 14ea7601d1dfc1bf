package io.pgqueue.benchmarks.measure;

import io.pgqueue.benchmarks.contestant.Load;
import io.pgqueue.benchmarks.contestant.pgqueue.DashboardApplication;
import io.pgqueue.benchmarks.contestant.pgqueue.DashboardPage;
import io.pgqueue.benchmarks.contestant.pgqueue.DashboardViewers;
import io.pgqueue.benchmarks.measure.Latency.Pace;
import io.pgqueue.benchmarks.measure.Session.Entrant;
import io.pgqueue.benchmarks.report.Figure;
import io.pgqueue.benchmarks.report.Goal;
import io.pgqueue.benchmarks.report.Report;
import io.pgqueue.benchmarks.report.Series;
import java.util.ArrayList;
import java.util.EnumSet;
import java.util.List;
import java.util.Set;
import tools.jackson.databind.JsonNode;

/** Whether the queue is as fast while somebody looks at the dashboard: at each of its pages at once, on the same machine. */
public final class OpenDashboard implements Measure {

    private static final String WITH = "with the dashboard open";
    private static final String WITHOUT = "without";
    private static final double GOAL = 0.95;

    /** All but that of a task, since none stays for long here. */
    private static final Set<DashboardPage> PAGES = EnumSet.complementOf(EnumSet.of(DashboardPage.TASK));

    private static final String NOTE = String.format("%d pages open", PAGES.size());

    @Override
    public String name() {
        return "dashboard";
    }

    @Override
    public boolean allowsDashboard() {
        return false;
    }

    @Override
    public void run(Session session, Report report) throws Exception {
        Entrant pgqueue = session.enter(Contender.pgqueue());
        Load load = Load.of(session.warmUp(pgqueue));
        try (DashboardApplication dashboard = new DashboardApplication(pgqueue.database())) {
            inBatches(session, report, new Watched(dashboard), pgqueue, load);
            oneByOne(session, report, new Watched(dashboard), pgqueue);
            latency(session, report, new Watched(dashboard), pgqueue);
        }
    }

    private static void inBatches(Session session, Report report, Watched watched, Entrant pgqueue, Load load)
            throws Exception {
        watched.turn(() -> session.round(pgqueue, load));
        Alternation rounds = new Alternation()
                .add(WITH, () -> watched.turn(() -> session.round(pgqueue, load)))
                .add(WITHOUT, () -> session.round(pgqueue, load))
                .run(session);
        Comparison comparison = new Comparison("Dashboard", WITH, WITHOUT, GOAL);
        String note = String.format("%,d tasks, %s", load.tasks(), NOTE);
        comparison.addEnqueue(report, rounds, note);
        comparison.addDrain(report, rounds, note);
    }

    private static void oneByOne(Session session, Report report, Watched watched, Entrant pgqueue) throws Exception {
        Load load = SingleEnqueue.load(session);
        long begun = System.nanoTime();
        do {
            SingleEnqueue.enqueue(session, pgqueue, load);
        } while (!session.isWarm(begun));
        Alternation rounds = new Alternation()
                .add(WITH, () -> watched.turn(() -> SingleEnqueue.enqueue(session, pgqueue, load)))
                .add(WITHOUT, () -> SingleEnqueue.enqueue(session, pgqueue, load))
                .run(session);
        new Comparison("Dashboard: single", WITH, WITHOUT, GOAL)
                .addEnqueue(report, rounds, String.format("%,d tasks, %s", load.tasks(), NOTE));
    }

    private static void latency(Session session, Report report, Watched watched, Entrant worker) throws Exception {
        Entrant producer = session.join(Contender.pgqueue(), worker.database());
        Pace pace = Pace.ofIdleQueue(session);
        worker.remote().call("start");
        Latency.inPace(session, worker, producer, pace);
        List<JsonNode> with = new ArrayList<>();
        List<JsonNode> without = new ArrayList<>();
        for (int i = 0; i < session.plan().rounds(); i++) {
            with.add(watched.turn(() -> Latency.inPace(session, worker, producer, pace)));
            without.add(Latency.inPace(session, worker, producer, pace));
            session.say("latency with the dashboard open: %s, without: %s", with.get(i), without.get(i));
        }
        worker.remote().call("stop");
        String chart = "Dashboard: latency on an idle queue";
        for (String percentile : List.of("p50", "p99")) {
            report.add(new Figure(chart, percentile + " " + WITH, "ms", series(with, percentile), NOTE));
            report.add(new Figure(chart, percentile + " " + WITHOUT, "ms", series(without, percentile), NOTE));
        }
        Series fast = series(without, "p50");
        Series slow = series(with, "p50");
        report.add(Goal.atLeast(
                chart,
                "p50 without / with the dashboard open",
                fast.dividedBy(slow),
                GOAL,
                String.format("%.2f against %.2f ms; %s", fast.median(), slow.median(), NOTE)));
    }

    private static Series series(List<JsonNode> rounds, String percentile) {
        return new Series(rounds.stream()
                .map(round -> round.path(percentile + ".0").asDouble())
                .toList());
    }

    /** Somebody looks at all pages for as long as a turn takes. */
    private record Watched(DashboardApplication dashboard) {

        @FunctionalInterface
        interface Turn<T> {
            T run() throws Exception;
        }

        <T> T turn(Turn<T> turn) throws Exception {
            try (DashboardViewers viewers = dashboard.open(PAGES, 1, 0)) {
                return turn.run();
            }
        }
    }
}
