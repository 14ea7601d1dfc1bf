package io.pgqueue.benchmarks.measure;

import io.pgqueue.benchmarks.contestant.Load;
import io.pgqueue.benchmarks.measure.Session.Entrant;
import io.pgqueue.benchmarks.report.Report;
import io.pgqueue.benchmarks.server.BenchDatabase;
import java.sql.SQLException;

/** Enqueue and drain beside very many closed tasks that are kept. */
public final class ManyClosed implements Measure {

    private static final int STEP = 1_000_000;

    @Override
    public String name() {
        return "closed";
    }

    @Override
    public void run(Session session, Report report) throws Exception {
        Entrant with = session.enter(Contender.pgqueueThatKeeps().named("with closed tasks"));
        Entrant without = session.enter(Contender.pgqueueThatKeeps().named("without"));
        session.warmUp(with);
        Load load = Load.of(session.warmUp(without));
        fill(session, with.database());
        Alternation rounds = new Alternation()
                .add("with closed tasks", () -> session.roundOnTop(with, load))
                .add("without", () -> session.roundOnTop(without, load))
                .run(session);
        Comparison comparison = new Comparison("Closed tasks", "with closed tasks", "without", 0.9);
        String note = String.format("%,d closed tasks, %,d new", session.plan().closed(), load.tasks());
        comparison.addEnqueue(report, rounds, note);
        comparison.addDrain(report, rounds, note);
    }

    /** As the queue would have left them, over the last three days. */
    static void fill(Session session, BenchDatabase database) throws SQLException {
        int closed = session.plan().closed();
        for (int from = 0; from < closed; from += STEP) {
            int count = Math.min(STEP, closed - from);
            session.say("adding closed tasks: %,d of %,d", from, closed);
            database.execute("""
                    insert into pgqueue.closed_task (id, created_at, available_at, claimed_at, finished_at, kind,
                                                     attempt, max_attempts, worker, status, priority, payload)
                    select nextval('pgqueue.task_id'), t.at, t.at, t.at, t.at, k.id, 1, 0, 1, 3, 5,
                           jsonb_build_object('number', n, 'at', 0, 'note', repeat('x', 36))
                    from generate_series(%1$d, %1$d + %2$d - 1) n,
                         lateral (select now() - interval '70 hours' * (1 - n / %3$d.0) as at) t,
                         pgqueue.kind k
                    where k.name = 'bench'""".formatted(from, count, closed));
        }
        database.execute("vacuum (analyze) pgqueue.closed_task");
    }
}
