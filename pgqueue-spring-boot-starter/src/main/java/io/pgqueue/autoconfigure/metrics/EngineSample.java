package io.pgqueue.autoconfigure.metrics;

import io.pgqueue.engine.EngineState;
import io.pgqueue.engine.EngineState.KindState;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.function.Function;
import java.util.function.Supplier;
import java.util.function.ToIntFunction;
import java.util.stream.Collectors;

/** This instance's state, made once for all gauges that are read at about the same time. Thread-safe. */
final class EngineSample {

    private static final long MAX_AGE_NANOS = 200_000_000;

    private final Supplier<EngineState> source;
    private volatile Sample sample = new Sample(System.nanoTime() - MAX_AGE_NANOS, 0, Map.of());

    EngineSample(Supplier<EngineState> source) {
        this.source = source;
    }

    /** The kinds that have a handler here. */
    Set<String> kinds() {
        return current().kinds.keySet();
    }

    /** A number of a kind's, or {@code NaN} if it has no handler here. */
    double of(String kind, ToIntFunction<KindState> number) {
        KindState state = current().kinds.get(kind);
        return state == null ? Double.NaN : number.applyAsInt(state);
    }

    int unrecorded() {
        return current().unrecorded;
    }

    private Sample current() {
        Sample present = sample;
        long now = System.nanoTime();
        if (now - present.takenAt < MAX_AGE_NANOS) {
            return present;
        }
        EngineState state = source.get();
        List<KindState> kinds = state.kinds();
        Sample next = new Sample(
                now,
                state.unrecorded(),
                kinds.stream().collect(Collectors.toUnmodifiableMap(KindState::kind, Function.identity())));
        sample = next;
        return next;
    }

    /** @param takenAt by the monotonic clock, nanoseconds */
    private record Sample(long takenAt, int unrecorded, Map<String, KindState> kinds) {}
}
