package io.pgqueue.benchmarks.measure;

import io.pgqueue.benchmarks.contestant.Load;
import io.pgqueue.benchmarks.measure.Session.Entrant;
import io.pgqueue.benchmarks.measure.Session.Round;
import io.pgqueue.benchmarks.report.Report;
import java.sql.Connection;
import java.sql.Statement;

/** A drain while another session holds a snapshot open, so that nothing dead can be removed. */
public final class HeldSnapshot implements Measure {

    @Override
    public String name() {
        return "held-snapshot";
    }

    @Override
    public void run(Session session, Report report) throws Exception {
        Entrant pgqueue = session.enter(Contender.pgqueue());
        Load load = Load.of(session.warmUp(pgqueue));
        Alternation rounds = new Alternation()
                .add("with a held snapshot", () -> withSnapshot(session, pgqueue, load))
                .add("without", () -> session.round(pgqueue, load))
                .run(session);
        new Comparison("Held snapshot", "with a held snapshot", "without", 0.85)
                .addDrain(
                        report,
                        rounds,
                        String.format("%,d tasks; it was held from before the first enqueue", load.tasks()));
    }

    private static Round withSnapshot(Session session, Entrant pgqueue, Load load) throws Exception {
        try (Connection connection = pgqueue.database().connect()) {
            connection.setAutoCommit(false);
            connection.setTransactionIsolation(Connection.TRANSACTION_REPEATABLE_READ);
            try (Statement statement = connection.createStatement()) {
                // a look at no table of the queue, or its reset would wait for us
                statement.execute("select 1");
            }
            return session.round(pgqueue, load);
        }
    }
}
