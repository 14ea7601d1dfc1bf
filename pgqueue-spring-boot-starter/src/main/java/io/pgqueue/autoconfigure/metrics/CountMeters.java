package io.pgqueue.autoconfigure.metrics;

import io.micrometer.core.instrument.FunctionCounter;
import io.micrometer.core.instrument.MeterRegistry;
import io.micrometer.core.instrument.Tags;
import io.pgqueue.engine.EngineCounts;
import io.pgqueue.engine.EngineCounts.KindCounts;
import java.util.List;
import java.util.Map;
import java.util.function.Function;
import java.util.function.Supplier;
import java.util.function.ToDoubleFunction;
import java.util.stream.Collectors;

/** What this instance counts, as counters; to be summed over instances. */
final class CountMeters {

    private static final long MAX_AGE_NANOS = 200_000_000;
    private static final EngineCounts NONE = new EngineCounts(List.of(), 0, 0, 0, 0);

    private final Supplier<EngineCounts> source;
    private final Tags tags;
    private volatile Sample sample = new Sample(System.nanoTime() - MAX_AGE_NANOS, NONE, Map.of());

    /** @param tags of each meter, beside its own */
    CountMeters(Supplier<EngineCounts> source, Tags tags) {
        this.source = source;
        this.tags = tags;
    }

    /** Those that no kind is counted for. */
    void bindTo(MeterRegistry registry) {
        FunctionCounter.builder(
                        "pgqueue.listener.reconnects",
                        this,
                        meters -> meters.all().reconnects())
                .description("How often the control session of this instance was connected again after it was lost")
                .tags(tags)
                .register(registry);
        purged(registry, "tasks", EngineCounts::purgedTasks);
        purged(registry, "transitions", EngineCounts::purgedTransitions);
        purged(registry, "events", EngineCounts::purgedEvents);
    }

    /** Those of a kind. */
    void bindTo(MeterRegistry registry, String kind) {
        OfKind own = new OfKind(registry, kind);
        own.bind("pgqueue.tasks.enqueued", "Tasks that this instance added", KindCounts::enqueued);
        own.bind(
                "pgqueue.tasks.duplicates",
                "Tasks that were not added, since their external key was there",
                KindCounts::duplicates);
        own.closed("succeeded", KindCounts::succeeded);
        own.closed("cancelled", KindCounts::cancelled);
        own.closed("no_attempts_left", KindCounts::usedUp);
        own.bind("pgqueue.attempts.failed", "Attempts that failed and count", KindCounts::failed);
        own.bind("pgqueue.attempts.retried", "Attempts after which another one follows", KindCounts::retried);
        own.bind("pgqueue.tasks.rescued", "Tasks that this instance took from dead workers", KindCounts::rescued);
        own.bind(
                "pgqueue.outcomes.refused",
                "Outcomes that came too late: the task was somebody else's",
                KindCounts::refused);
    }

    private void purged(MeterRegistry registry, String what, ToDoubleFunction<EngineCounts> number) {
        FunctionCounter.builder("pgqueue.purged", this, meters -> number.applyAsDouble(meters.all()))
                .description("What this instance deleted past its TTL")
                .tags(tags)
                .tag("what", what)
                .register(registry);
    }

    private EngineCounts all() {
        return current().all;
    }

    private double of(String kind, ToDoubleFunction<KindCounts> number) {
        KindCounts counts = current().kinds.get(kind);
        return counts == null ? 0 : number.applyAsDouble(counts);
    }

    /** Made once for all counters that are read at about the same time. */
    private Sample current() {
        Sample present = sample;
        long now = System.nanoTime();
        if (now - present.takenAt < MAX_AGE_NANOS) {
            return present;
        }
        EngineCounts all = source.get();
        Sample next = new Sample(
                now,
                all,
                all.kinds().stream().collect(Collectors.toUnmodifiableMap(KindCounts::kind, Function.identity())));
        sample = next;
        return next;
    }

    /** @param takenAt by the monotonic clock, nanoseconds */
    private record Sample(long takenAt, EngineCounts all, Map<String, KindCounts> kinds) {}

    private final class OfKind {
        private final MeterRegistry registry;
        private final String kind;

        OfKind(MeterRegistry registry, String kind) {
            this.registry = registry;
            this.kind = kind;
        }

        void bind(String name, String description, ToDoubleFunction<KindCounts> number) {
            bind(name, description, Tags.empty(), number);
        }

        void closed(String status, ToDoubleFunction<KindCounts> number) {
            bind("pgqueue.tasks.closed", "Tasks that this instance closed", Tags.of("status", status), number);
        }

        private void bind(String name, String description, Tags further, ToDoubleFunction<KindCounts> number) {
            FunctionCounter.builder(name, CountMeters.this, meters -> meters.of(kind, number))
                    .description(description)
                    .tags(tags.and("kind", kind).and(further))
                    .register(registry);
        }
    }
}
