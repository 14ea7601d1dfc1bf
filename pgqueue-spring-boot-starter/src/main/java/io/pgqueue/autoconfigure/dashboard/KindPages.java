package io.pgqueue.autoconfigure.dashboard;

import io.pgqueue.KindLimits;
import io.pgqueue.KindThroughput;
import io.pgqueue.TaskAdmin;
import io.pgqueue.TaskAdmin.KindInfo;
import io.pgqueue.TaskAdmin.WorkerInfo;
import io.pgqueue.autoconfigure.actuate.QueueDescriptor.OptionsDescriptor;
import io.pgqueue.autoconfigure.dashboard.AuditTrail.Deed;
import io.pgqueue.autoconfigure.dashboard.KindViews.LastHour;
import io.pgqueue.autoconfigure.dashboard.LiveState.WorkersOf;
import io.pgqueue.autoconfigure.dashboard.TaskPages.Changed;
import io.pgqueue.engine.QueueEngine;
import java.time.DateTimeException;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.TreeMap;
import java.util.function.BooleanSupplier;
import java.util.stream.Collectors;

/** Kinds, their throughput, and what is set for them at run time. Thread-safe. */
final class KindPages {

    private final TaskAdmin admin;
    private final QueueEngine engine;
    private final LiveState state;
    private final AuditTrail audit;

    KindPages(TaskAdmin admin, QueueEngine engine, LiveState state, AuditTrail audit) {
        this.admin = admin;
        this.engine = engine;
        this.state = state;
        this.audit = audit;
    }

    void addTo(ApiRoutes routes) {
        routes.get("kinds/{kind}", this::kind)
                .get("throughput", this::throughput)
                .post("kinds/{kind}/pause", request -> act(request, "pause", "", () -> admin.pause(kindOf(request))))
                .post("kinds/{kind}/resume", request -> act(request, "resume", "", () -> admin.resume(kindOf(request))))
                .post("kinds/{kind}/worker-count", this::workerCount)
                .post("kinds/{kind}/terminal-ttl", this::terminalTtl)
                .post("kinds/{kind}/limits", this::limits);
    }

    List<KindViews.Kind> rows() {
        return state.kinds().stream().map(this::row).toList();
    }

    private KindViews.Kind row(KindInfo kind) {
        List<KindThroughput> hour = state.lastHour().get(kind.name());
        return KindViews.Kind.of(
                kind, state.capacity(kind.name()), hour == null ? LastHour.NOTHING : LastHour.of(hour));
    }

    private KindViews.Detail kind(ApiRequest request) {
        String name = kindOf(request);
        KindInfo kind = state.kinds().stream()
                .filter(one -> one.name().equals(name))
                .findFirst()
                .orElseThrow(() -> Refusal.notFound("there is no kind '" + name + "'"));
        List<KindViews.Instance> instances = state.workers().stream()
                .flatMap(of -> of.workers().stream()
                        .filter(worker -> worker.endedAt() == null && handles(worker, name))
                        .map(worker -> instance(worker, of, name)))
                .toList();
        return new KindViews.Detail(
                row(kind),
                engine.options().containsKey(name)
                        ? OptionsDescriptor.of(
                                Objects.requireNonNull(engine.options().get(name)))
                        : null,
                KindViews.Limits.of(admin.limits(name)),
                instances);
    }

    /** Perhaps, where it does not say. */
    private static boolean handles(WorkerInfo worker, String kind) {
        Map<String, Integer> counts = worker.workerCounts();
        return counts == null || counts.containsKey(kind);
    }

    private static KindViews.Instance instance(WorkerInfo worker, WorkersOf of, String kind) {
        Map<String, Integer> counts = worker.workerCounts();
        return new KindViews.Instance(
                worker.id(),
                worker.name(),
                of.shard(),
                worker.lastBeatAt(),
                of.cut()
                        ? null
                        : of.running().stream()
                                .filter(task -> task.workerId() == worker.id()
                                        && task.kind().equals(kind))
                                .count(),
                counts == null ? null : counts.get(kind));
    }

    private Throughput throughput(ApiRequest request) {
        Duration window = duration(request, "window", Duration.ofHours(1));
        Duration bucket = duration(request, "bucket", Duration.ofMinutes(1));
        String kind = request.parameter("kind");
        List<KindThroughput> all = state.throughput(window, bucket);
        Map<String, List<Point>> series = all.stream()
                .filter(one -> kind == null || one.kind().equals(kind))
                .collect(Collectors.groupingBy(
                        KindThroughput::kind, TreeMap::new, Collectors.mapping(Point::of, Collectors.toList())));
        return new Throughput(
                Objects.requireNonNullElseGet(state.now(), Instant::now).minus(window),
                bucket,
                series.entrySet().stream()
                        .map(one -> new Series(one.getKey(), one.getValue()))
                        .toList());
    }

    private Changed workerCount(ApiRequest request) {
        String kind = kindOf(request);
        Long count = request.numberOrNull("workerCount");
        if (count == null) {
            return act(request, "worker-count", "as the code says", () -> admin.resetWorkerCount(kind));
        }
        return act(request, "worker-count", String.valueOf(count), () -> {
            admin.setWorkerCount(kind, (int) Math.min(Math.max(count, Integer.MIN_VALUE), Integer.MAX_VALUE));
            return true;
        });
    }

    private Changed terminalTtl(ApiRequest request) {
        String kind = kindOf(request);
        Long millis = request.numberOrNull("ms");
        if (millis == null) {
            return act(request, "terminal-ttl", "as the code says", () -> admin.resetTerminalTtl(kind));
        }
        Duration ttl = Duration.ofMillis(millis);
        return act(request, "terminal-ttl", ttl.toString(), () -> {
            admin.setTerminalTtl(kind, ttl);
            return true;
        });
    }

    private Changed limits(ApiRequest request) {
        String kind = kindOf(request);
        KindLimits limits = LimitsReader.read(request);
        if (limits == null) {
            return act(request, "limits", "as the code says", () -> admin.resetLimits(kind));
        }
        return act(request, "limits", limits.toString(), () -> {
            admin.setLimits(kind, limits);
            return true;
        });
    }

    private Changed act(ApiRequest request, String action, String detail, BooleanSupplier change) {
        Deed deed = Deed.of(request, action, "kind " + kindOf(request), detail);
        return new Changed(audit.performEverywhere(deed, change::getAsBoolean), null);
    }

    private static String kindOf(ApiRequest request) {
        return request.variable("kind");
    }

    private static Duration duration(ApiRequest request, String name, Duration otherwise) {
        String value = request.parameter(name);
        try {
            return value == null ? otherwise : Duration.parse(value);
        } catch (DateTimeException e) {
            throw Refusal.badRequest(name + " is '" + value + "', but must be a duration such as PT1H");
        }
    }

    record Throughput(Instant from, Duration bucketMs, List<Series> series) {}

    record Series(String kind, List<Point> points) {}

    record Point(
            Instant from,
            long enqueued,
            long succeeded,
            long failed,
            long retried,
            long usedUp,
            long cancelled,
            long attempts,
            Duration waitedMs,
            Duration longestWaitMs,
            Duration ranMs,
            Duration longestRunMs) {
        static Point of(KindThroughput one) {
            return new Point(
                    one.from(),
                    one.enqueued(),
                    one.succeeded(),
                    one.failed(),
                    one.retried(),
                    one.usedUp(),
                    one.cancelled(),
                    one.attempts(),
                    one.waited(),
                    one.longestWait(),
                    one.ran(),
                    one.longestRun());
        }
    }
}
