package io.pgqueue.benchmarks.measure;

import io.pgqueue.benchmarks.contestant.Load;
import io.pgqueue.benchmarks.measure.Session.Entrant;
import io.pgqueue.benchmarks.report.Report;
import io.pgqueue.benchmarks.server.BenchDatabase;
import java.util.ArrayList;
import java.util.List;
import java.util.stream.Collectors;

/**
 * One queue over one, two and three servers, beside one without shards. All share this machine, so this shows what
 * routing costs and that nothing waits for anything in common, not what more machines would give.
 */
public final class Shards implements Measure {

    private static final int MOST = 3;
    private static final String PLAIN = "no shards";

    @Override
    public String name() {
        return "shards";
    }

    @Override
    public void run(Session session, Report report) throws Exception {
        List<Entrant> all = new ArrayList<>();
        all.add(session.enter(Contender.pgqueue().named(PLAIN)));
        for (int count = 1; count <= MOST; count++) {
            BenchDatabase first = session.database();
            List<BenchDatabase> others = new ArrayList<>();
            for (int i = 1; i < count; i++) {
                others.add(session.anotherServer().create());
            }
            Contender contender = Contender.pgqueue().named(name(count)).with("bench.shards", text(others));
            all.add(session.join(contender, first));
        }
        int tasks = Integer.MAX_VALUE;
        for (Entrant entrant : all) {
            tasks = Math.min(tasks, session.warmUp(entrant));
        }
        Load load = Load.of(tasks);
        Alternation rounds = new Alternation();
        for (Entrant entrant : all) {
            rounds.add(entrant.name(), () -> session.round(entrant, load));
        }
        rounds.run(session);
        String note = String.format("%,d tasks, a server for each shard, all on one machine", load.tasks());
        for (int count = 1; count <= MOST; count++) {
            Comparison comparison = new Comparison("Shards", name(count), PLAIN, 0.8);
            comparison.addEnqueue(report, rounds, note);
            comparison.addDrain(report, rounds, note);
        }
    }

    private static String text(List<BenchDatabase> databases) {
        return databases.stream()
                .map(database -> database.port() + "/" + database.name())
                .collect(Collectors.joining(","));
    }

    private static String name(int count) {
        return count == 1 ? "1 shard" : count + " shards";
    }
}
