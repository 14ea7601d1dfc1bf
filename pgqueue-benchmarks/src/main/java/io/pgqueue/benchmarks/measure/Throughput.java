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
        addGoals(report, alternation);
    }

    private List<Contender> contenders() {
        List<Contender> all = new ArrayList<>(List.of(
                Contender.pgqueue(), Contender.floor(), Contender.pgqueueThatKeeps(), Contender.floorThatKeeps()));
        all.addAll(peers);
        return all;
    }

    private void addGoals(Report report, Alternation rounds) {
        String own = Contender.pgqueue().name();
        String keeping = Contender.pgqueueThatKeeps().name();
        drainGoal(report, rounds, own, Contender.floor().name(), 0.6);
        drainGoal(report, rounds, keeping, Contender.floorThatKeeps().name(), 0.6);
        drainGoal(report, rounds, own, "graphile-worker", 2);
        drainGoal(report, rounds, own, "db-scheduler", 12);
        drainGoal(report, rounds, own, "JobRunr", 50);
        Optional<String> best = peers.stream()
                .map(Contender::name)
                .filter(rounds::has)
                .max(Comparator.comparing(name -> rounds.enqueue(name).median()));
        best.ifPresent(peer -> report.add(goal(ENQUEUE, own, rounds.enqueue(own), peer, rounds.enqueue(peer), 2.5)));
    }

    private static void drainGoal(Report report, Alternation rounds, String own, String other, double bound) {
        if (rounds.has(own) && rounds.has(other)) {
            report.add(goal(DRAIN, own, rounds.drain(own), other, rounds.drain(other), bound));
        }
    }

    private static Goal goal(String measure, String own, Series ours, String other, Series theirs, double bound) {
        return Goal.atLeast(
                measure,
                own + " / " + other,
                ours.dividedBy(theirs),
                bound,
                String.format("%,.0f against %,.0f tasks/s", ours.median(), theirs.median()));
    }
}
