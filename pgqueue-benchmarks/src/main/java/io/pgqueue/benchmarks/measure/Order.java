package io.pgqueue.benchmarks.measure;

import io.pgqueue.benchmarks.contestant.Load;
import io.pgqueue.benchmarks.measure.Session.Entrant;
import io.pgqueue.benchmarks.report.Report;

/** What strict order per key costs, with many keys. */
public final class Order implements Measure {

    private static final int KEYS = 10_000;

    @Override
    public String name() {
        return "order";
    }

    @Override
    public void run(Session session, Report report) throws Exception {
        Entrant pgqueue = session.enter(Contender.pgqueue());
        Load plain = Load.of(session.warmUp(pgqueue));
        session.round(pgqueue, plain.withOrderingKeys(KEYS));
        Alternation rounds = new Alternation()
                .add("in order", () -> session.round(pgqueue, plain.withOrderingKeys(KEYS)))
                .add("without", () -> session.round(pgqueue, plain))
                .run(session);
        Comparison comparison = new Comparison("Order per key", "in order", "without", 0.7);
        String note = String.format("%,d tasks, %,d ordering keys, closed tasks deleted", plain.tasks(), KEYS);
        comparison.addEnqueue(report, rounds, note);
        comparison.addDrain(report, rounds, note);
    }
}
