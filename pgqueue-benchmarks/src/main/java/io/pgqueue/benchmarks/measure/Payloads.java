package io.pgqueue.benchmarks.measure;

import io.pgqueue.benchmarks.contestant.Load;
import io.pgqueue.benchmarks.measure.Session.Entrant;
import io.pgqueue.benchmarks.report.Report;

/** What larger payloads cost, beside the floor with the same payloads. */
public final class Payloads implements Measure {

    private static final int[] KILOBYTES = {1, 10};

    @Override
    public String name() {
        return "payloads";
    }

    @Override
    public void run(Session session, Report report) throws Exception {
        Entrant pgqueue = session.enter(Contender.pgqueue());
        Entrant floor = session.enter(Contender.floor());
        session.warmUp(floor);
        int most = session.warmUp(pgqueue);
        for (int kilobytes : KILOBYTES) {
            // fewer of the large ones: 10 kB each fill memory, and are as many bytes
            Load load = Load.of(Math.max(1_000, most / (2 * kilobytes)))
                    .withPerCall(1_000 / kilobytes)
                    .withPayloadBytes(kilobytes * 1_000);
            String title = "Payloads of " + kilobytes + " kB";
            Alternation rounds = new Alternation()
                    .add("pgqueue", () -> session.round(pgqueue, load))
                    .add("floor", () -> session.round(floor, load))
                    .run(session);
            Comparison comparison = new Comparison(title, "pgqueue", "floor", 0.6);
            String note = String.format("%,d tasks, %d a call", load.tasks(), load.perCall());
            comparison.addEnqueue(report, rounds, note);
            comparison.addDrain(report, rounds, note);
        }
    }
}
