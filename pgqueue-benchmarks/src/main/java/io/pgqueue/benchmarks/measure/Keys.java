package io.pgqueue.benchmarks.measure;

import io.pgqueue.benchmarks.contestant.Load;
import io.pgqueue.benchmarks.measure.Session.Entrant;
import io.pgqueue.benchmarks.report.Report;

/** What idempotency keys cost, when every task has one. */
public final class Keys implements Measure {

    @Override
    public String name() {
        return "keys";
    }

    @Override
    public void run(Session session, Report report) throws Exception {
        Entrant pgqueue = session.enter(Contender.pgqueue());
        Load plain = Load.of(session.warmUp(pgqueue));
        session.round(pgqueue, plain.withKeys());
        Alternation rounds = new Alternation()
                .add("with keys", () -> session.round(pgqueue, plain.withKeys()))
                .add("without", () -> session.round(pgqueue, plain))
                .run(session);
        Comparison comparison = new Comparison("External keys", "with keys", "without", 0.5);
        String note = String.format("%,d tasks, closed tasks deleted", plain.tasks());
        comparison.addEnqueue(report, rounds, note);
        comparison.addDrain(report, rounds, note);
    }
}
