package io.pgqueue.testsupport;

import java.util.ArrayDeque;
import java.util.HashMap;
import java.util.LinkedList;
import java.util.List;
import java.util.Map;
import java.util.Queue;
import java.util.function.Function;
import org.jspecify.annotations.Nullable;

/**
 * Looks at every state that a model can come to, the nearest first, and stops at the first one that breaks a rule. So what
 * it finds is a shortest way there, and what it does not find is not there. States are values.
 */
public final class Explorer {

    private Explorer() {}

    /**
     * Explores a model, which has to have finitely many states.
     *
     * @param steps all that can happen next in a state
     * @param broken the rule that a state breaks; null if it breaks none
     */
    public static <S> Findings explore(
            S first, Function<S, List<Step<S>>> steps, Function<S, @Nullable String> broken) {
        Map<S, Origin<S>> seen = new HashMap<>();
        Queue<S> next = new ArrayDeque<>();
        seen.put(first, new Origin<>(null, ""));
        next.add(first);
        for (S state = next.poll(); state != null; state = next.poll()) {
            String rule = broken.apply(state);
            if (rule != null) {
                return new Findings(seen.size(), rule, wayTo(state, seen));
            }
            for (Step<S> step : steps.apply(state)) {
                if (seen.putIfAbsent(step.next, new Origin<>(state, step.what)) == null) {
                    next.add(step.next);
                }
            }
        }
        return new Findings(seen.size(), null, List.of());
    }

    private static <S> List<String> wayTo(S state, Map<S, Origin<S>> seen) {
        LinkedList<String> way = new LinkedList<>();
        Origin<S> origin = seen.get(state);
        while (origin != null && origin.from != null) {
            way.addFirst(origin.step);
            origin = seen.get(origin.from);
        }
        return way;
    }

    /** Something that can happen, and the state after it. */
    public record Step<S>(String what, S next) {}

    /**
     * What came of it.
     *
     * @param states how many different ones were seen
     * @param broken the rule that was broken; null if none was
     * @param way the steps to the state that broke it
     */
    public record Findings(int states, @Nullable String broken, List<String> way) {}

    private record Origin<S>(@Nullable S from, String step) {}
}
