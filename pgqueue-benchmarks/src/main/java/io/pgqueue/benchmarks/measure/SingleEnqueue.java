package io.pgqueue.benchmarks.measure;

import io.pgqueue.benchmarks.contestant.Load;
import io.pgqueue.benchmarks.measure.Session.Entrant;
import io.pgqueue.benchmarks.measure.Session.Round;
import io.pgqueue.benchmarks.report.Figure;
import io.pgqueue.benchmarks.report.Goal;
import io.pgqueue.benchmarks.report.Report;
import io.pgqueue.benchmarks.report.Series;
import java.util.List;

/** Tasks that are enqueued one by one, each in a transaction of its own, beside a bare INSERT of one row. */
public final class SingleEnqueue implements Measure {

    private static final int THREADS = 4;
    private static final String TITLE = "Single enqueue";

    private final List<Contender> peers;

    public SingleEnqueue(List<Contender> peers) {
        this.peers = List.copyOf(peers);
    }

    @Override
    public String name() {
        return "single-enqueue";
    }

    @Override
    public void run(Session session, Report report) throws Exception {
        Alternation rounds = new Alternation();
        Contender floor = Contender.floor().named("bare INSERT");
        add(session, rounds, Contender.pgqueue());
        add(session, rounds, floor);
        for (Contender peer : peers) {
            try {
                add(session, rounds, peer);
            } catch (Exception e) {
                report.remark(peer.name() + " did not take part in single enqueue: " + e);
            }
        }
        rounds.run(session);
        for (String name : rounds.names()) {
            report.add(new Figure(TITLE, name, "tasks/s", rounds.enqueue(name), THREADS + " threads"));
        }
        Series own = rounds.enqueue(Contender.pgqueue().name());
        Series bare = rounds.enqueue(floor.name());
        report.add(Goal.atLeast(
                TITLE,
                "pgqueue / bare INSERT",
                own.dividedBy(bare),
                0.9,
                String.format("%,.0f against %,.0f tasks/s, %d threads", own.median(), bare.median(), THREADS)));
    }

    private static void add(Session session, Alternation rounds, Contender contender) throws Exception {
        Entrant entrant = session.enter(contender);
        Load load = load(session);
        long begun = System.nanoTime();
        do {
            enqueue(session, entrant, load);
        } while (!session.isWarm(begun));
        rounds.add(contender.name(), () -> enqueue(session, entrant, load));
    }

    static Load load(Session session) {
        return Load.of(session.plan().singles()).withPerCall(1).withThreads(THREADS);
    }

    /** One by one, from empty tables to empty tables. */
    static Round enqueue(Session session, Entrant entrant, Load load) throws Exception {
        entrant.remote().call("reset");
        session.server().settle();
        double seconds = entrant.remote().enqueue(load);
        long there = entrant.remote().call("remaining").path("remaining").asLong();
        if (there != load.tasks()) {
            throw new IllegalStateException(entrant.name() + " enqueued " + there + " tasks, and not " + load.tasks());
        }
        entrant.remote().call("reset");
        return Round.ofEnqueue(load.tasks() / seconds);
    }
}
