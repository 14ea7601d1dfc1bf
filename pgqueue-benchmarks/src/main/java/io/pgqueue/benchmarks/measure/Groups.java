package io.pgqueue.benchmarks.measure;

import io.pgqueue.benchmarks.contestant.Load;
import io.pgqueue.benchmarks.measure.Session.Entrant;
import io.pgqueue.benchmarks.report.Figure;
import io.pgqueue.benchmarks.report.Report;

/** What it costs that tasks belong to groups, each of the tasks of one call. */
public final class Groups implements Measure {

    private static final String GROUPED = "in groups of 1,000";
    private static final String PLAIN = "without";

    @Override
    public String name() {
        return "groups";
    }

    @Override
    public void run(Session session, Report report) throws Exception {
        Entrant pgqueue = session.enter(Contender.pgqueue());
        Load plain = Load.of(session.warmUp(pgqueue));
        session.round(pgqueue, plain.withGroups());
        Alternation rounds = new Alternation()
                .add(GROUPED, () -> session.round(pgqueue, plain.withGroups()))
                .add(PLAIN, () -> session.round(pgqueue, plain))
                .run(session);
        String note = String.format("%,d tasks, closed tasks deleted", plain.tasks());
        for (String name : rounds.names()) {
            report.add(new Figure("Groups: enqueue", name, "tasks/s", rounds.enqueue(name), note));
            report.add(new Figure("Groups: drain", name, "tasks/s", rounds.drain(name), note));
        }
    }
}
