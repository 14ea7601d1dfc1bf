package io.pgqueue.benchmarks.measure;

import io.pgqueue.benchmarks.contestant.Load;
import io.pgqueue.benchmarks.measure.Session.Entrant;
import io.pgqueue.benchmarks.report.Figure;
import io.pgqueue.benchmarks.report.Goal;
import io.pgqueue.benchmarks.report.Report;
import io.pgqueue.benchmarks.report.Series;
import java.util.ArrayList;
import java.util.List;

/** Bytes of write-ahead log that a task costs, from enqueue to deletion. */
public final class WalVolume implements Measure {

    private static final String CHART = "Write-ahead log";

    @Override
    public String name() {
        return "wal";
    }

    @Override
    public void run(Session session, Report report) throws Exception {
        Series deleted = measure(session, report, Contender.pgqueue().named("closed tasks deleted"));
        measure(session, report, Contender.pgqueueThatKeeps().named("closed tasks kept"));
        report.add(Goal.atMost(
                CHART,
                "enqueue to deletion",
                deleted,
                "bytes a task",
                700,
                "all that the server wrote meanwhile, autovacuum's included; payloads of 80 bytes"));
    }

    private static Series measure(Session session, Report report, Contender contender) throws Exception {
        Entrant pgqueue = session.enter(contender);
        Load load = Load.of(session.warmUp(pgqueue));
        List<Double> perTask = new ArrayList<>();
        for (int i = 1; i <= session.plan().rounds(); i++) {
            pgqueue.remote().call("reset");
            session.server().settle();
            long before = session.server().walBytes();
            pgqueue.remote().enqueue(load);
            pgqueue.remote().drain(load.tasks(), 300);
            perTask.add((session.server().walBytes() - before) / (double) load.tasks());
            session.say(
                    "round %d of %d: %.0f bytes a task, %s",
                    i, session.plan().rounds(), perTask.get(i - 1), contender.name());
        }
        Series series = new Series(perTask);
        report.add(
                new Figure(CHART, contender.name(), "bytes a task", series, String.format("%,d tasks", load.tasks())));
        return series;
    }
}
