package io.pgqueue.benchmarks.measure;

import io.pgqueue.benchmarks.contestant.pgqueue.OutboxApplication;
import io.pgqueue.benchmarks.report.Figure;
import io.pgqueue.benchmarks.report.Goal;
import io.pgqueue.benchmarks.report.Report;
import io.pgqueue.benchmarks.report.Series;
import io.pgqueue.benchmarks.server.BenchDatabase;
import java.util.Map;

/** Events through the outbox, to a sink that only counts: what publishing and the relay can do. */
public final class Relaying implements Measure {

    private static final String PUBLISH = "Outbox: publish";
    private static final String RELAY = "Outbox: relay";
    private static final double GOAL = 20_000;

    @Override
    public String name() {
        return "outbox";
    }

    @Override
    public void run(Session session, Report report) throws Exception {
        int events = session.plan().tasks();
        double[] published = new double[session.plan().rounds()];
        double[] relayed = new double[published.length];
        BenchDatabase database = session.database();
        try (OutboxApplication application = new OutboxApplication(database)) {
            session.look(database, Map.of());
            long begun = System.nanoTime();
            do {
                application.publish(events);
                application.relay(events);
            } while (!session.isWarm(begun));
            for (int round = 0; round < published.length; round++) {
                session.server().settle();
                published[round] = application.publish(events);
                session.server().settle();
                relayed[round] = application.relay(events);
                session.say("published %,.0f events/s, relayed %,.0f events/s", published[round], relayed[round]);
            }
        }
        Series relay = Series.of(relayed);
        String note = String.format("%,d events of 10,000 aggregates, kept when sent", events);
        report.add(new Figure(PUBLISH, "pgqueue", "events/s", Series.of(published), note + ", 500 a transaction"));
        report.add(new Figure(RELAY, "pgqueue", "events/s", relay, note));
        report.add(new Goal(RELAY, "by one relay, with a sink that only counts", relay, "events/s", GOAL, true, note));
    }
}
