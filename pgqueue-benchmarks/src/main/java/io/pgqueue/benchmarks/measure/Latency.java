package io.pgqueue.benchmarks.measure;

import io.pgqueue.benchmarks.contestant.Load;
import io.pgqueue.benchmarks.measure.Session.Entrant;
import io.pgqueue.benchmarks.report.Figure;
import io.pgqueue.benchmarks.report.Goal;
import io.pgqueue.benchmarks.report.Report;
import io.pgqueue.benchmarks.report.Series;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.concurrent.locks.LockSupport;
import tools.jackson.databind.JsonNode;

/**
 * From the call of enqueue in one process to the start of the handler in another: on an idle queue, and at half the
 * rate at which the queue drains.
 */
public final class Latency implements Measure {

    private static final int IDLE_PACE_MICROS = 20_000;
    private static final int LOAD_CALLS_PER_SECOND = 200;
    private static final int LONGEST_WAIT_SECONDS = 60;
    private static final int MOST_TRIES = 3;

    @Override
    public String name() {
        return "latency";
    }

    @Override
    public void run(Session session, Report report) throws Exception {
        Entrant worker = session.enter(Contender.pgqueue());
        Entrant producer = session.join(Contender.pgqueue(), worker.database());
        session.warmUp(producer);
        int tasks = session.warmUp(worker);
        double rate = tasks / session.round(worker, Load.of(tasks)).drainSeconds();
        worker.remote().call("start");
        Pace idle = Pace.ofIdleQueue(session);
        paced(worker, producer, idle);

        Found onIdle = rounds(session, worker, producer, idle, "idle");
        String note = String.format("%,d tasks, one each %d ms", idle.calls, IDLE_PACE_MICROS / 1_000);
        add(report, "Latency on an idle queue", onIdle, note);
        report.add(Goal.atMost("Latency on an idle queue", "p50", onIdle.p50(), "ms", 3, note));
        report.add(Goal.atMost("Latency on an idle queue", "p99", onIdle.p99(), "ms", 15, note));

        int perCall = (int) Math.max(1, rate / 2 / LOAD_CALLS_PER_SECOND);
        Pace half = new Pace(
                session.plan().loadSeconds() * LOAD_CALLS_PER_SECOND, perCall, 1_000_000 / LOAD_CALLS_PER_SECOND);
        Found underLoad = rounds(session, worker, producer, half, "half the drain rate");
        String loadNote = String.format(
                "%,d tasks a second, %d a call; this worker drains %,.0f/s",
                perCall * LOAD_CALLS_PER_SECOND, perCall, rate);
        add(report, "Latency under load", underLoad, loadNote);
        report.add(Goal.atMost("Latency under load", "p99", underLoad.p99(), "ms", 100, loadNote));
        worker.remote().call("stop");
    }

    private static Found rounds(Session session, Entrant worker, Entrant producer, Pace pace, String what)
            throws Exception {
        List<JsonNode> found = new ArrayList<>();
        for (int i = 1; i <= session.plan().rounds(); i++) {
            JsonNode latencies = inPace(session, worker, producer, pace);
            session.say(
                    "round %d of %d: latency, %s: p50 %.2f ms, p99 %.2f ms, most %.2f ms",
                    i,
                    session.plan().rounds(),
                    what,
                    latencies.path("p50.0").asDouble(),
                    latencies.path("p99.0").asDouble(),
                    latencies.path("p100.0").asDouble());
            found.add(latencies);
        }
        return new Found(found);
    }

    /** A turn in which the producer fell behind had another load than it should: it does not count, and is taken again. */
    static JsonNode inPace(Session session, Entrant worker, Entrant producer, Pace pace) throws Exception {
        for (int i = 1; i <= MOST_TRIES; i++) {
            session.server().settle();
            Turn turn = paced(worker, producer, pace);
            if (turn.producerSeconds <= pace.seconds() * 1.1 + 0.5) {
                return turn.latencies;
            }
            session.say("the producer took %.1f s instead of %.1f s: again", turn.producerSeconds, pace.seconds());
        }
        throw new IllegalStateException("the producer fell behind its pace " + MOST_TRIES + " times");
    }

    private static Turn paced(Entrant worker, Entrant producer, Pace pace) throws Exception {
        worker.remote().call("forget");
        JsonNode sent = producer.remote()
                .call("paced", Map.of("calls", pace.calls, "perCall", pace.perCall, "everyMicros", pace.everyMicros));
        long expected = (long) pace.calls * pace.perCall;
        for (int i = 0; i < LONGEST_WAIT_SECONDS * 100; i++) {
            JsonNode latencies = worker.remote().call("latencies");
            if (latencies.path("count").asLong() == expected) {
                return new Turn(latencies, sent.path("seconds").asDouble());
            }
            LockSupport.parkNanos(10_000_000);
        }
        throw new IllegalStateException("not all of " + expected + " tasks have run");
    }

    private static void add(Report report, String chart, Found found, String note) {
        for (String percentile : List.of("p50.0", "p90.0", "p99.0", "p99.9", "p100.0")) {
            String name = percentile.replace(".0", "").replace("p100", "most");
            report.add(new Figure(chart, name, "ms", found.of(percentile), note));
        }
    }

    /** Calls, tasks of each, and the time from one to the next. */
    record Pace(int calls, int perCall, int everyMicros) {

        static Pace ofIdleQueue(Session session) {
            return new Pace(session.plan().latencyCalls(), 1, IDLE_PACE_MICROS);
        }

        double seconds() {
            return calls * (double) everyMicros / 1e6;
        }
    }

    private record Turn(JsonNode latencies, double producerSeconds) {}

    private record Found(List<JsonNode> rounds) {
        Series of(String percentile) {
            return new Series(rounds.stream()
                    .map(round -> round.path(percentile).asDouble())
                    .toList());
        }

        Series p50() {
            return of("p50.0");
        }

        Series p99() {
            return of("p99.0");
        }
    }
}
