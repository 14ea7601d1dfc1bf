package io.pgqueue.autoconfigure.metrics;

import io.micrometer.core.instrument.Gauge;
import io.micrometer.core.instrument.MeterRegistry;
import io.micrometer.core.instrument.Tags;
import io.micrometer.core.instrument.TimeGauge;
import io.micrometer.core.instrument.binder.MeterBinder;
import io.pgqueue.TaskStatus;
import io.pgqueue.engine.EngineState.KindState;
import java.util.HashSet;
import java.util.Locale;
import java.util.Map;
import java.util.Set;
import java.util.WeakHashMap;
import java.util.concurrent.Executors;
import java.util.concurrent.ScheduledExecutorService;
import java.util.concurrent.TimeUnit;
import java.util.function.ToIntFunction;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;
import org.springframework.context.SmartLifecycle;

/**
 * The gauges. Counts of tasks are read from the database every five seconds by a thread of their own, so that a scrape
 * never waits for it; a kind that turns up later gets its gauges then.
 *
 * <p>What concerns the whole cluster ({@code pgqueue.tasks}, {@code pgqueue.queue.lag}) is the same on each instance
 * and is to be aggregated with max. What concerns this instance ({@code pgqueue.workers.*},
 * {@code pgqueue.outcomes.unrecorded}) is to be summed.
 */
final class QueueMeters implements MeterBinder, SmartLifecycle {

    private static final Logger log = LoggerFactory.getLogger(QueueMeters.class);
    private static final long INTERVAL_SECONDS = 5;

    private final KindSamples samples;
    private final EngineSample engine;
    private final CountMeters counts;
    private final OutboxMeters outbox;
    private final Tags tags;

    /** What each registry has: kinds with gauges of the cluster, and of this instance. Guarded by itself. */
    private final Map<MeterRegistry, Bound> registries = new WeakHashMap<>();

    /** Guarded by this. */
    private @Nullable ScheduledExecutorService thread;

    /**
     * @param counts bound together with the others
     * @param outbox read and bound together with the others
     * @param tags of each meter, beside its own
     */
    QueueMeters(KindSamples samples, EngineSample engine, CountMeters counts, OutboxMeters outbox, Tags tags) {
        this.samples = samples;
        this.engine = engine;
        this.counts = counts;
        this.outbox = outbox;
        this.tags = tags;
    }

    @Override
    public void bindTo(MeterRegistry registry) {
        synchronized (registries) {
            registries.put(registry, new Bound());
        }
        Gauge.builder("pgqueue.outcomes.unrecorded", engine, EngineSample::unrecorded)
                .description("Outcomes of this instance that wait to be written")
                .tags(tags)
                .register(registry);
        counts.bindTo(registry);
        outbox.bindTo(registry);
    }

    /** Reads the counts, and gives each kind that is new its gauges. */
    void runOnce() {
        try {
            samples.refresh();
            outbox.refresh();
            synchronized (registries) {
                registries.forEach(this::bindNewKinds);
            }
        } catch (RuntimeException e) {
            log.warn("Could not register meters", e);
        }
    }

    @Override
    @SuppressWarnings("FutureReturnValueIgnored") // runOnce throws nothing, and the thread's end is the loop's
    public synchronized void start() {
        if (thread != null) {
            return;
        }
        thread = Executors.newSingleThreadScheduledExecutor(work -> {
            Thread made = new Thread(work, "pgqueue-metrics");
            made.setDaemon(true);
            return made;
        });
        thread.scheduleWithFixedDelay(this::runOnce, 0, INTERVAL_SECONDS, TimeUnit.SECONDS);
    }

    @Override
    public synchronized void stop() {
        if (thread != null) {
            thread.shutdownNow();
            thread = null;
        }
    }

    @Override
    public synchronized boolean isRunning() {
        return thread != null;
    }

    private void bindNewKinds(MeterRegistry registry, Bound bound) {
        for (String kind : samples.names()) {
            if (bound.cluster.add(kind)) {
                counts.bindTo(registry, kind);
                bindCluster(registry, kind);
            }
        }
        for (String kind : engine.kinds()) {
            if (bound.instance.add(kind)) {
                bindInstance(registry, kind);
            }
        }
    }

    private void bindCluster(MeterRegistry registry, String kind) {
        for (TaskStatus status : TaskStatus.values()) {
            Gauge.builder("pgqueue.tasks", samples, s -> s.count(kind, status))
                    .description("Tasks in the whole cluster, sampled; the same on each instance:"
                            + " aggregate with max, not sum")
                    .tags(tags)
                    .tag("kind", kind)
                    .tag("status", status.name().toLowerCase(Locale.ROOT))
                    .register(registry);
        }
        TimeGauge.builder("pgqueue.queue.lag", samples, TimeUnit.SECONDS, s -> s.lag(kind))
                .description("Age of the oldest task that could run, in the whole cluster, sampled; the same on each"
                        + " instance: aggregate with max, not sum")
                .tags(tags)
                .tag("kind", kind)
                .register(registry);
    }

    private void bindInstance(MeterRegistry registry, String kind) {
        bind(registry, kind, "pgqueue.workers.size", "Tasks that this instance may run at once", KindState::workers);
        bind(registry, kind, "pgqueue.workers.busy", "Tasks that this instance runs", KindState::busy);
        bind(
                registry,
                kind,
                "pgqueue.workers.stuck",
                "Workers of this instance whose handler ignores its interrupt",
                KindState::stuck);
    }

    private void bind(
            MeterRegistry registry, String kind, String name, String description, ToIntFunction<KindState> number) {
        Gauge.builder(name, engine, e -> e.of(kind, number))
                .description(description)
                .tags(tags)
                .tag("kind", kind)
                .register(registry);
    }

    /** Kinds that have their gauges in a registry. */
    private static final class Bound {
        private final Set<String> cluster = new HashSet<>();
        private final Set<String> instance = new HashSet<>();
    }
}
