package io.pgqueue.benchmarks.measure;

import io.pgqueue.benchmarks.contestant.Load;
import io.pgqueue.benchmarks.measure.Session.Entrant;
import io.pgqueue.benchmarks.report.Figure;
import io.pgqueue.benchmarks.report.Goal;
import io.pgqueue.benchmarks.report.Report;
import io.pgqueue.benchmarks.report.Series;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.function.Function;

/** Batch enqueue and drain of tasks that do nothing: pgqueue beside the floor and its peers. */
public final class Throughput implements Measure {

    private static final String DRAIN = "Drain";
    private static final String ENQUEUE = "Batch enqueue";

    private final List<Contender> peers;

    public Throughput(List<Contender> peers) {
        this.peers = List.copyOf(peers);
    }

    @Override
    public String name() {
        return "throughput";
    }

    @Override
    public void run(Session session, Report report) throws Exception {
        Map<String, Integer> sizes = new LinkedHashMap<>();
        Alternation alternation = new Alternation();
        for (Contender contender : contenders()) {
            try {
                Entrant entrant = session.enter(contender);
                int tasks = session.warmUp(entrant);
                sizes.put(contender.name(), tasks);
                alternation.add(contender.name(), () -> session.round(entrant, Load.of(tasks)));
            } catch (Exception e) {
                report.remark(contender.name() + " did not take part: " + e);
                session.say("%s does not take part: %s", contender.name(), e);
            }
        }
        alternation.run(session);
        sizes.forEach((name, tasks) -> {
            String note = String.format("%,d tasks", tasks);
            report.add(new Figure(DRAIN, name, "tasks/s", alternation.drain(name), note));
            report.add(new Figure(ENQUEUE, name, "tasks/s", alternation.enqueue(name), note + ", 1,000 a call"));
        });
        addGoals(report, alternation, sizes);
    }

    private List<Contender> contenders() {
        List<Contender> all = new ArrayList<>(List.of(
                Contender.pgqueue(), Contender.floor(), Contender.pgqueueThatKeeps(), Contender.floorThatKeeps()));
        all.addAll(peers);
        return all;
    }

    private void addGoals(Report report, Alternation rounds, Map<String, Integer> sizes) {
        String own = Contender.pgqueue().name();
        String keeping = Contender.pgqueueThatKeeps().name();
        Goals drains = new Goals(DRAIN, rounds::drain, rounds, sizes);
        drains.add(report, own, Contender.floor().name(), 0.6);
        drains.add(report, keeping, Contender.floorThatKeeps().name(), 0.6);
        drains.add(report, own, "graphile-worker", 2);
        drains.add(report, own, "db-scheduler", 12);
        drains.add(report, own, "JobRunr", 50);
        Optional<String> best = peers.stream()
                .map(Contender::name)
                .filter(rounds::has)
                .max(Comparator.comparing(name -> rounds.enqueue(name).median()));
        Goals enqueues = new Goals(ENQUEUE, rounds::enqueue, rounds, sizes);
        best.ifPresent(peer -> enqueues.add(report, own, peer, 2.5));
    }

    /** Ratios of one measure, between contestants that took part. */
    private record Goals(
            String measure, Function<String, Series> rates, Alternation rounds, Map<String, Integer> sizes) {

        void add(Report report, String own, String other, double bound) {
            if (!rounds.has(own) || !rounds.has(other)) {
                return;
            }
            Series ours = rates.apply(own);
            Series theirs = rates.apply(other);
            String note = String.format("%,.0f against %,.0f tasks/s", ours.median(), theirs.median());
            report.add(Goal.atLeast(
                    measure, own + " / " + other, ours.dividedBy(theirs), bound, note + sizesIfApart(own, other)));
        }

        /** Fewer tasks are smaller tables, which a reader has to know of. */
        private String sizesIfApart(String own, String other) {
            int ours = sizes.getOrDefault(own, 0);
            int theirs = sizes.getOrDefault(other, 0);
            return ours == theirs ? "" : String.format(", with %,d against %,d tasks", ours, theirs);
        }
    }
}
