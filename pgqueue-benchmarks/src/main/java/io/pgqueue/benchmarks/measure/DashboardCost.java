package io.pgqueue.benchmarks.measure;

import io.pgqueue.benchmarks.contestant.Load;
import io.pgqueue.benchmarks.contestant.pgqueue.DashboardApplication;
import io.pgqueue.benchmarks.contestant.pgqueue.DashboardPage;
import io.pgqueue.benchmarks.contestant.pgqueue.DashboardViewers;
import io.pgqueue.benchmarks.measure.Session.Entrant;
import io.pgqueue.benchmarks.report.Figure;
import io.pgqueue.benchmarks.report.Goal;
import io.pgqueue.benchmarks.report.Report;
import io.pgqueue.benchmarks.report.Series;
import io.pgqueue.benchmarks.server.BenchDatabase;
import io.pgqueue.benchmarks.server.BenchServer.Asked;
import java.util.EnumSet;
import java.util.Locale;
import java.util.Set;
import java.util.concurrent.locks.LockSupport;

/**
 * What open pages of the dashboard ask of a database with very many tasks: statements, and the time for which these ran.
 * The dashboard's application has a user of its own, so that nothing else is counted.
 */
public final class DashboardCost implements Measure {

    private static final String STATEMENTS = "Dashboard: statements of open pages";
    private static final String TIME = "Dashboard: database time of open pages";
    private static final int MANY = 10;
    private static final int SETTLE_SECONDS = 3;
    private static final long DAY_SECONDS = 86_400;

    @Override
    public String name() {
        return "dashboard-cost";
    }

    @Override
    public boolean allowsDashboard() {
        return false;
    }

    @Override
    public void run(Session session, Report report) throws Exception {
        BenchDatabase database = session.database();
        session.server().countStatements(database);
        Entrant worker = session.join(Contender.pgqueueThatKeeps(), database);
        session.round(worker, Load.of(1_000));
        int live = session.plan().deferred();
        session.say("adding %,d live tasks", live);
        worker.remote().enqueue(Load.of(live / 2).withDelaySeconds(DAY_SECONDS));
        worker.remote().enqueue(Load.of(live - live / 2));
        ManyClosed.fill(session, database);
        // an instance that is alive, and samples the counts, with tasks that wait
        database.execute("vacuum (analyze) pgqueue.task");
        database.execute("select pgqueue.pause_kind('bench')");
        worker.remote().call("start");
        String note = String.format(
                "%,d closed and %,d live tasks, over %d s, by pg_stat_statements",
                session.plan().closed(), live, session.plan().idleSeconds());
        long task = database.number("select max(id) from pgqueue.task");
        BenchDatabase ofViewers = session.server().as(database, "dashboard");
        try (DashboardApplication dashboard = new DashboardApplication(ofViewers)) {
            Watch watch = new Watch(session, report, dashboard, ofViewers, task);
            Cost most = new Cost(0, 0);
            for (DashboardPage page : DashboardPage.values()) {
                String name = page.name().toLowerCase(Locale.ROOT);
                most = most.worse(watch.over(name, EnumSet.of(page), 1, note));
            }
            Set<DashboardPage> all = EnumSet.allOf(DashboardPage.class);
            watch.over("all pages", all, 1, note);
            Cost many = watch.over("all pages, " + MANY + " viewers of each", all, MANY, note);
            goals(report, most, many, note);
        }
        worker.remote().call("stop");
    }

    private static void goals(Report report, Cost most, Cost many, String note) {
        report.add(Goal.atMost(
                STATEMENTS,
                "by one viewer of the page that asks most",
                Series.of(most.statements),
                "a second",
                5,
                note));
        report.add(Goal.atMost(
                TIME, "by one viewer of the dearest page", Series.of(most.millis), "ms a second", 10, note));
        report.add(Goal.atMost(
                TIME, "by " + MANY + " viewers of each page", Series.of(many.millis), "ms a second", 50, note));
    }

    /** Of a second. */
    private record Cost(double statements, double millis) {
        Cost worse(Cost other) {
            return new Cost(Math.max(statements, other.statements), Math.max(millis, other.millis));
        }
    }

    private record Watch(
            Session session, Report report, DashboardApplication dashboard, BenchDatabase database, long task) {

        Cost over(String name, Set<DashboardPage> pages, int viewers, String note) throws Exception {
            int seconds = session.plan().idleSeconds();
            Asked asked;
            try (DashboardViewers open = dashboard.open(pages, viewers, task)) {
                LockSupport.parkNanos(SETTLE_SECONDS * 1_000_000_000L);
                session.server().countAnew();
                LockSupport.parkNanos(seconds * 1_000_000_000L);
                asked = session.server().asked(database);
            }
            Cost cost = new Cost(asked.statements() / (double) seconds, asked.millis() / seconds);
            session.say(
                    "%s: %.2f statements and %.2f ms a second; the dearest is %s",
                    name, cost.statements, cost.millis, asked.dearest());
            report.add(new Figure(STATEMENTS, name, "statements/s", Series.of(cost.statements), note));
            report.add(new Figure(TIME, name, "ms/s", Series.of(cost.millis), note));
            return cost;
        }
    }
}
