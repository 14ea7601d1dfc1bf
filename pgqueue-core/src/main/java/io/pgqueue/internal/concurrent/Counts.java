package io.pgqueue.internal.concurrent;

import java.util.EnumMap;
import java.util.Map;
import java.util.Objects;
import java.util.concurrent.atomic.LongAdder;

/** How often things have happened, one number for each constant of an enum; never goes back. Adding waits for nobody. */
final class Counts<E extends Enum<E>> {

    private final Map<E, LongAdder> adders; // never changed

    Counts(Class<E> things) {
        adders = new EnumMap<>(things);
        for (E thing : things.getEnumConstants()) {
            adders.put(thing, new LongAdder());
        }
    }

    void add(E thing, long times) {
        if (times != 0) {
            adder(thing).add(times);
        }
    }

    long of(E thing) {
        return adder(thing).sum();
    }

    private LongAdder adder(E thing) {
        return Objects.requireNonNull(adders.get(thing));
    }
}
