package io.pgqueue.autoconfigure.metrics;

import io.micrometer.core.instrument.FunctionCounter;
import io.micrometer.core.instrument.Gauge;
import io.micrometer.core.instrument.MeterRegistry;
import io.micrometer.core.instrument.Tags;
import io.micrometer.core.instrument.TimeGauge;
import io.micrometer.core.instrument.binder.MeterBinder;
import io.pgqueue.engine.OutboxState;
import io.pgqueue.outbox.OutboxAdmin.OutboxCounts;
import java.time.Duration;
import java.time.Instant;
import java.util.Optional;
import java.util.concurrent.TimeUnit;
import java.util.function.Supplier;
import java.util.function.ToDoubleFunction;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * The meters of an instance that has a sink. Counts are those that some instance sampled for all; they are read by the
 * thread that reads the counts of tasks, and are to be aggregated with max. {@code pgqueue.outbox.sent} is this
 * instance's, and is to be summed.
 */
final class OutboxMeters implements MeterBinder {

    private static final Logger log = LoggerFactory.getLogger(OutboxMeters.class);

    private final Supplier<@Nullable OutboxState> state;
    private final Supplier<Optional<OutboxCounts>> source;
    private final Tags tags;

    /** Written by {@link #refresh} alone. */
    private volatile @Nullable OutboxCounts counts;

    /** Written by {@link #refresh} alone. */
    private volatile boolean failing;

    /** @param tags of each meter */
    OutboxMeters(Supplier<@Nullable OutboxState> state, Supplier<Optional<OutboxCounts>> source, Tags tags) {
        this.state = state;
        this.source = source;
        this.tags = tags;
    }

    /**
     * Reads the counts, if this instance has a sink; while that fails, which is logged once, they are {@code NaN}.
     * Called by one thread.
     */
    void refresh() {
        if (state.get() == null) {
            return;
        }
        try {
            counts = source.get().orElse(null);
        } catch (RuntimeException e) {
            if (!failing) {
                log.warn("Cannot read the counts of events; their gauges have no value until that works again", e);
            }
            failing = true;
            return;
        }
        failing = false;
    }

    @Override
    public void bindTo(MeterRegistry registry) {
        FunctionCounter.builder("pgqueue.outbox.sent", this, OutboxMeters::sent)
                .tags(tags)
                .description("Events that this instance has sent")
                .register(registry);
        gauge("pgqueue.outbox.unsent", "Events that are yet to be sent", OutboxCounts::unsent, registry);
        gauge(
                "pgqueue.outbox.blocked",
                "Aggregates that an event blocks which failed",
                OutboxCounts::blocked,
                registry);
        TimeGauge.builder("pgqueue.outbox.lag", this, TimeUnit.SECONDS, meters -> meters.count(OutboxMeters::lag))
                .tags(tags)
                .description("Age of the oldest event that is yet to be sent, sampled: aggregate with max, not sum")
                .register(registry);
    }

    private void gauge(String name, String what, ToDoubleFunction<OutboxCounts> value, MeterRegistry registry) {
        Gauge.builder(name, this, meters -> meters.count(value))
                .tags(tags)
                .description(what + ", sampled: aggregate with max, not sum")
                .register(registry);
    }

    private double sent() {
        OutboxState present = state.get();
        return present == null ? 0 : present.sent();
    }

    private double count(ToDoubleFunction<OutboxCounts> value) {
        OutboxCounts present = counts;
        if (failing) {
            return Double.NaN;
        }
        return present == null ? 0 : value.applyAsDouble(present);
    }

    private static double lag(OutboxCounts counts) {
        Instant oldest = counts.oldest();
        return oldest == null
                ? 0
                : Math.max(0, Duration.between(oldest, counts.sampledAt()).toMillis() / 1000.0);
    }
}
