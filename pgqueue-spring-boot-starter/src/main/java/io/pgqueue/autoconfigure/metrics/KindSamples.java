package io.pgqueue.autoconfigure.metrics;

import io.pgqueue.TaskAdmin.KindInfo;
import io.pgqueue.TaskStatus;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.function.Function;
import java.util.function.Supplier;
import java.util.stream.Collectors;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * The counts that some instance sampled for all, as this one read them last. Reading a value never waits for the
 * database: {@link #refresh} asks it, and where that failed each value is {@code NaN} until it works again.
 */
final class KindSamples {

    private static final Logger log = LoggerFactory.getLogger(KindSamples.class);

    private final Supplier<List<KindInfo>> source;

    /** Written by {@link #refresh} alone. */
    private volatile Map<String, KindInfo> kinds = Map.of();

    /** Written by {@link #refresh} alone. */
    private volatile boolean failing;

    KindSamples(Supplier<List<KindInfo>> source) {
        this.source = source;
    }

    /** Reads the counts; a failure is logged once until it is over. Called by one thread. */
    void refresh() {
        try {
            kinds = source.get().stream().collect(Collectors.toUnmodifiableMap(KindInfo::name, Function.identity()));
        } catch (RuntimeException e) {
            kinds = Map.of();
            if (!failing) {
                log.warn("Cannot read the counts of tasks; the gauges have no value until that works again", e);
            }
            failing = true;
            return;
        }
        if (failing) {
            log.info("The counts of tasks can be read again");
        }
        failing = false;
    }

    Set<String> names() {
        return kinds.keySet();
    }

    /** Tasks of the kind in this status, or {@code NaN} if that is not known. */
    double count(String kind, TaskStatus status) {
        KindInfo info = sampled(kind);
        return info == null ? Double.NaN : info.count(status);
    }

    /**
     * Seconds for which the oldest task that could run had been waiting when the sample was taken, 0 if there was none.
     * Both times are the database's, so it does not matter what this machine's clock says.
     */
    double lag(String kind) {
        KindInfo info = sampled(kind);
        if (info == null) {
            return Double.NaN;
        }
        Instant oldest = info.oldestRunnable();
        Instant sampledAt = info.sampledAt();
        if (oldest == null || sampledAt == null) {
            return 0;
        }
        return Math.max(0, Duration.between(oldest, sampledAt).toMillis() / 1000.0);
    }

    private @Nullable KindInfo sampled(String kind) {
        KindInfo info = kinds.get(kind);
        return info == null || info.sampledAt() == null ? null : info;
    }
}
