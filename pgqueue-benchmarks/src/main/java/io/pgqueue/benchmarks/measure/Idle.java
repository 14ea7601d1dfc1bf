package io.pgqueue.benchmarks.measure;

import io.pgqueue.benchmarks.measure.Session.Entrant;
import io.pgqueue.benchmarks.report.Figure;
import io.pgqueue.benchmarks.report.Goal;
import io.pgqueue.benchmarks.report.Report;
import io.pgqueue.benchmarks.report.Series;
import io.pgqueue.benchmarks.server.BenchDatabase;
import java.util.concurrent.locks.LockSupport;

/** What an instance without work asks of the server, and whether that grows with the number of kinds. */
public final class Idle implements Measure {

    private static final String CHART = "Statements of an idle instance";
    private static final int[] KINDS = {1, 20, 100};
    private static final int SETTLE_SECONDS = 5;

    @Override
    public String name() {
        return "idle";
    }

    @Override
    public boolean allowsDashboard() {
        return false;
    }

    @Override
    public void run(Session session, Report report) throws Exception {
        int seconds = session.plan().idleSeconds();
        String note = "BEGIN, SET and COMMIT counted, over " + seconds + " s, by pg_stat_statements";
        double[] rates = new double[KINDS.length];
        for (int i = 0; i < KINDS.length; i++) {
            int kinds = KINDS[i];
            Contender contender = Contender.pgqueue().with("bench.kinds", Integer.toString(kinds));
            BenchDatabase database = session.database();
            session.server().countStatements(database);
            Entrant instance = session.join(contender, database);
            instance.remote().call("start");
            LockSupport.parkNanos(SETTLE_SECONDS * 1_000_000_000L);
            long before = session.server().statements(database);
            session.say("watching an idle instance with %d kinds for %d s", kinds, seconds);
            LockSupport.parkNanos(seconds * 1_000_000_000L);
            double rate = (session.server().statements(database) - before) / (double) seconds;
            instance.remote().call("stop");
            session.say("%d kinds: %.2f statements a second", kinds, rate);
            report.add(new Figure(
                    CHART, kinds + (kinds == 1 ? " kind" : " kinds"), "statements/s", Series.of(rate), note));
            rates[i] = rate;
        }
        report.add(Goal.atMost(CHART, KINDS[1] + " kinds", Series.of(rates[1]), "a second", 2, note));
        report.add(Goal.atMost(
                CHART,
                KINDS[2] + " kinds / 1 kind",
                Series.of(rates[2] / rates[0]),
                "",
                1.1,
                "no growth, but for chance"));
    }
}
