package io.pgqueue.internal.work;

import io.pgqueue.internal.store.KindOverride;
import java.time.Duration;
import java.util.Map;
import java.util.Objects;
import java.util.function.IntSupplier;
import java.util.function.Supplier;
import org.jspecify.annotations.Nullable;

/** What was set at run time for kinds by their ids, as this instance knows it. Thread-safe. */
public final class Overrides {

    private volatile Map<Integer, KindOverride> known = Map.of(); // written by the control session

    /** Takes on what the database says now; whether that is something else. */
    public boolean replace(Map<Integer, KindOverride> now) {
        boolean changed = !now.equals(known);
        known = Map.copyOf(now);
        return changed;
    }

    /** The worker count that is set for a kind, or else what the supplier says. */
    public IntSupplier workerCount(int kindId, IntSupplier declared) {
        return () -> {
            @Nullable KindOverride override = known.get(kindId);
            return override == null || override.workerCount() == null ? declared.getAsInt() : override.workerCount();
        };
    }

    /** The terminal TTL that is set for a kind, or else what the supplier says. */
    public Supplier<Duration> terminalTtl(int kindId, Supplier<Duration> declared) {
        return () -> {
            @Nullable KindOverride override = known.get(kindId);
            return Objects.requireNonNullElseGet(override == null ? null : override.terminalTtl(), declared);
        };
    }
}
