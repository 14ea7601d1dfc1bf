package io.pgqueue.benchmarks.measure;

import io.pgqueue.benchmarks.contestant.Load;
import io.pgqueue.benchmarks.measure.Session.Entrant;
import io.pgqueue.benchmarks.report.Report;

/** A drain of four priorities with many tasks in the table that are not due yet. */
public final class Deferred implements Measure {

    private static final int PRIORITIES = 4;
    private static final long DAY_SECONDS = 86_400;

    @Override
    public String name() {
        return "deferred";
    }

    @Override
    public void run(Session session, Report report) throws Exception {
        Entrant with = session.enter(Contender.pgqueue().named("with deferred tasks"));
        Entrant without = session.enter(Contender.pgqueue().named("without"));
        session.warmUp(with);
        Load load = Load.of(session.warmUp(without)).withPriorities(PRIORITIES);
        int deferred = session.plan().deferred();
        session.say("adding %,d deferred tasks", deferred);
        with.remote().enqueue(Load.of(deferred).withPriorities(PRIORITIES).withDelaySeconds(DAY_SECONDS));
        Alternation rounds = new Alternation()
                .add("with deferred tasks", () -> session.roundOnTop(with, load))
                .add("without", () -> session.roundOnTop(without, load))
                .run(session);
        new Comparison("Deferred tasks", "with deferred tasks", "without", 0.6)
                .addDrain(
                        report,
                        rounds,
                        String.format("%,d deferred, %,d due, %d priorities", deferred, load.tasks(), PRIORITIES));
    }
}
