package io.pgqueue.benchmarks.measure;

import io.pgqueue.benchmarks.contestant.Load;
import io.pgqueue.benchmarks.measure.Session.Entrant;
import io.pgqueue.benchmarks.report.Report;

/**
 * What strict order per key costs, with many keys; and what these lose beside one that has many tasks waiting, all of which
 * were added before and have to be passed by.
 */
public final class Order implements Measure {

    private static final int KEYS = 10_000;
    private static final int MOST_HOT = 100_000;
    private static final String ORDERED = "in order";
    private static final String BESIDE = "beside a hot key";

    @Override
    public String name() {
        return "order";
    }

    @Override
    public void run(Session session, Report report) throws Exception {
        Entrant pgqueue = session.enter(Contender.pgqueue());
        Load plain = Load.of(session.warmUp(pgqueue));
        Load ordered = plain.withOrderingKeys(KEYS);
        Load beside = ordered.withHotTasks(Math.min(MOST_HOT, session.plan().tasks() / 2));
        session.round(pgqueue, ordered);
        Alternation rounds = new Alternation()
                .add(ORDERED, () -> session.round(pgqueue, ordered))
                .add(BESIDE, () -> session.round(pgqueue, beside))
                .add("without", () -> session.round(pgqueue, plain))
                .run(session);
        Comparison comparison = new Comparison("Order per key", ORDERED, "without", 0.7);
        String note = String.format("%,d tasks, %,d ordering keys, closed tasks deleted", plain.tasks(), KEYS);
        comparison.addEnqueue(report, rounds, note);
        comparison.addDrain(report, rounds, note);
        new Comparison("Order beside a hot key", BESIDE, ORDERED, 0.9)
                .addDrain(report, rounds, String.format("%s; %,d more wait behind one key", note, beside.hotTasks()));
    }
}
