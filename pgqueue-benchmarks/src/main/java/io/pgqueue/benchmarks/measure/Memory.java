package io.pgqueue.benchmarks.measure;

import io.pgqueue.benchmarks.contestant.Load;
import io.pgqueue.benchmarks.measure.Session.Entrant;
import io.pgqueue.benchmarks.report.Figure;
import io.pgqueue.benchmarks.report.Goal;
import io.pgqueue.benchmarks.report.Report;
import io.pgqueue.benchmarks.report.Series;
import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import java.util.Map;

/** A long drain in a small heap: what the heap holds must not depend on how much is done or to be done. */
public final class Memory implements Measure {

    private static final String CHART = "Live set while draining";
    private static final int[] PERCENT = {25, 50, 75, 100};

    @Override
    public String name() {
        return "memory";
    }

    @Override
    public void run(Session session, Report report) throws Exception {
        Entrant producer = session.enter(Contender.pgqueue());
        Entrant worker = session.join(Contender.pgqueue().withJvmOptions("-Xmx256m"), producer.database());
        // what a start leaves over for a while, as the JIT's and the class loaders' caches, is not what draining holds
        session.warmUp(worker);
        int tasks = session.plan().memoryTasks();
        session.say("adding %,d tasks", tasks);
        producer.remote().enqueue(Load.of(tasks));
        worker.remote().call("start");
        List<Double> sets = new ArrayList<>();
        for (int percent : PERCENT) {
            long until = (long) tasks * percent / 100;
            double megabytes = worker.remote()
                            .call("live-set", Map.of("handled", until))
                            .path("bytes")
                            .asLong()
                    / 1e6;
            session.say("%d %% of %,d tasks are done: the live set is %.1f MB", percent, tasks, megabytes);
            report.add(new Figure(CHART, percent + " %", "MB", Series.of(megabytes), "-Xmx256m"));
            sets.add(megabytes);
        }
        worker.remote().call("stop");
        if (worker.remote().call("remaining").path("remaining").asLong() > 0) {
            throw new IllegalStateException("not all tasks are done");
        }
        double least = Collections.min(sets);
        report.add(Goal.atMost(
                "Memory",
                "largest of the live sets above the smallest, draining under -Xmx256m",
                Series.of((Collections.max(sets) - least) / least * 100),
                "%",
                10,
                String.format("%,d tasks, all done", tasks)));
    }
}
