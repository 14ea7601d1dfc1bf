package io.pgqueue.benchmarks.measure;

import io.pgqueue.benchmarks.measure.Session.Round;
import io.pgqueue.benchmarks.report.Series;
import java.util.ArrayList;
import java.util.List;
import java.util.function.ToDoubleFunction;

/** Rounds in which several variants take turns, so that what disturbs the machine disturbs all of them. */
final class Alternation {

    private final List<Variant> variants = new ArrayList<>();

    /** One variant's part of a round. */
    @FunctionalInterface
    interface Turn {
        Round run() throws Exception;
    }

    Alternation add(String name, Turn turn) {
        variants.add(new Variant(name, turn, new ArrayList<>()));
        return this;
    }

    Alternation run(Session session) throws Exception {
        int count = session.plan().rounds();
        for (int i = 1; i <= count; i++) {
            for (Variant variant : variants) {
                Round round = variant.turn.run();
                variant.rounds.add(round);
                session.say("round %d of %d: %s: %s", i, count, variant.name, round);
            }
        }
        return this;
    }

    List<String> names() {
        return variants.stream().map(Variant::name).toList();
    }

    boolean has(String name) {
        return names().contains(name);
    }

    Series enqueue(String name) {
        return series(name, Round::enqueueRate);
    }

    Series drain(String name) {
        return series(name, Round::drainRate);
    }

    private Series series(String name, ToDoubleFunction<Round> rate) {
        return new Series(variants.stream()
                .filter(variant -> variant.name.equals(name))
                .flatMap(variant -> variant.rounds.stream())
                .map(rate::applyAsDouble)
                .toList());
    }

    private record Variant(String name, Turn turn, List<Round> rounds) {}
}
