package io.pgqueue.benchmarks.measure;

import io.pgqueue.benchmarks.contestant.Load;
import io.pgqueue.benchmarks.measure.Session.Entrant;
import io.pgqueue.benchmarks.measure.Session.Round;
import io.pgqueue.benchmarks.report.Goal;
import io.pgqueue.benchmarks.report.Report;
import io.pgqueue.benchmarks.report.Series;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.locks.LockSupport;

/** Several processes on the same queue: what they do in total, and whether their claims wait for each other. */
public final class Processes implements Measure {

    private static final int MOST = 4;

    @Override
    public String name() {
        return "processes";
    }

    @Override
    public void run(Session session, Report report) throws Exception {
        List<Entrant> all = new ArrayList<>();
        all.add(session.enter(Contender.pgqueue()));
        for (int i = 1; i < MOST; i++) {
            all.add(session.join(Contender.pgqueue(), all.get(0).database()));
        }
        int tasks = 0;
        for (Entrant entrant : all) {
            tasks = session.warmUp(entrant);
        }
        Load load = Load.of(tasks);
        LockWaits waits = new LockWaits(all.get(0).database());
        Alternation rounds = new Alternation();
        for (int count : new int[] {1, 2, MOST}) {
            rounds.add(name(count), () -> together(session, all.subList(0, count), load, waits));
        }
        rounds.run(session);
        for (int count : new int[] {2, MOST}) {
            new Comparison("Processes", name(count), name(1), 0.9)
                    .addDrain(report, rounds, String.format("%,d tasks, on one machine", load.tasks()));
        }
        report.add(Goal.atMost(
                "Processes",
                "lock waits of claims",
                Series.of(waits.inClaims()),
                "samples",
                0,
                waits.samples() + " samples of pg_stat_activity, one each " + LockWaits.EVERY_MILLIS + " ms; "
                        + waits.elsewhere() + " lock waits elsewhere"));
        if (!waits.summary().isEmpty()) {
            session.say("lock waits: %s", waits.summary());
            report.remark("Lock waits while several processes drained: " + waits.summary());
        }
    }

    private static String name(int count) {
        return count == 1 ? "1 process" : count + " processes";
    }

    private static Round together(Session session, List<Entrant> entrants, Load load, LockWaits waits)
            throws Exception {
        for (Entrant entrant : entrants) {
            entrant.remote().call("reset");
        }
        double enqueue = session.enqueueForDrain(entrants.get(0), load);
        double seconds;
        try (AutoCloseable sampling = waits.sample()) {
            long begun = System.nanoTime();
            for (Entrant entrant : entrants) {
                entrant.remote().call("start");
            }
            while (handled(entrants) < load.tasks()) {
                LockSupport.parkNanos(5_000_000);
            }
            while (entrants.get(0).remote().call("remaining").path("remaining").asLong() > 0) {
                LockSupport.parkNanos(1_000_000);
            }
            seconds = (System.nanoTime() - begun) / 1e9;
        }
        for (Entrant entrant : entrants) {
            entrant.remote().call("stop");
        }
        if (handled(entrants) != load.tasks()) {
            throw new IllegalStateException(handled(entrants) + " tasks ran, and not " + load.tasks());
        }
        entrants.get(0).remote().call("reset");
        return new Round(load.tasks() / enqueue, load.tasks() / seconds, seconds);
    }

    private static long handled(List<Entrant> entrants) throws Exception {
        long sum = 0;
        for (Entrant entrant : entrants) {
            sum += entrant.remote().call("handled").path("handled").asLong();
        }
        return sum;
    }
}
