package io.pgqueue.autoconfigure.actuate;

import io.pgqueue.KindOptions;
import io.pgqueue.QueueReads;
import io.pgqueue.TaskAdmin;
import io.pgqueue.TaskAdmin.KindInfo;
import io.pgqueue.TaskAdmin.WorkerInfo;
import io.pgqueue.autoconfigure.actuate.QueueDescriptor.KindDescriptor;
import io.pgqueue.autoconfigure.actuate.QueueDescriptor.OptionsDescriptor;
import io.pgqueue.autoconfigure.actuate.QueueDescriptor.OverridesDescriptor;
import io.pgqueue.autoconfigure.actuate.QueueDescriptor.ProcessingDescriptor;
import io.pgqueue.autoconfigure.actuate.QueueDescriptor.WorkerDescriptor;
import io.pgqueue.autoconfigure.actuate.QueueDescriptor.WorkersDescriptor;
import io.pgqueue.engine.EngineState;
import io.pgqueue.engine.EngineState.KindState;
import io.pgqueue.engine.PgQueueEngine;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import java.util.function.Function;
import java.util.function.Supplier;
import java.util.stream.Collectors;
import org.jspecify.annotations.Nullable;
import org.springframework.boot.actuate.endpoint.Access;
import org.springframework.boot.actuate.endpoint.annotation.Endpoint;
import org.springframework.boot.actuate.endpoint.annotation.ReadOperation;
import org.springframework.boot.actuate.endpoint.annotation.Selector;

/**
 * Reads the queue, kinds with counts and options, workers, this instance and tasks, and operates it where that is allowed.
 * Never shows a payload.
 */
@Endpoint(id = "pgqueue", defaultAccess = Access.READ_ONLY)
public final class PgQueueEndpoint extends QueueOperations {

    private final Supplier<EngineState> engine;
    private final Supplier<Map<String, KindOptions>> options;
    private final QueueReads reads;
    private final Supplier<@Nullable OutboxDescriptor> outbox;

    PgQueueEndpoint(
            Supplier<EngineState> engine,
            Supplier<Map<String, KindOptions>> options,
            Reads reads,
            TaskAdmin admin,
            ProcessingSwitch processing) {
        super(admin, processing);
        this.engine = engine;
        this.options = options;
        this.reads = reads.lists();
        this.outbox = reads.outbox();
    }

    static PgQueueEndpoint of(PgQueueEngine engine, TaskAdmin admin, ProcessingSwitch processing) {
        return new PgQueueEndpoint(
                engine::state,
                engine::options,
                new Reads(
                        engine.replica().orElse(admin),
                        () -> OutboxDescriptor.of(
                                engine.outboxState(), engine.outboxCounts().orElse(null))),
                admin,
                processing);
    }

    /** All of it. */
    @ReadOperation
    public QueueDescriptor queue() {
        EngineState state = engine.get();
        Map<String, KindState> here = here(state);
        Map<String, KindOptions> optionsHere = options.get();
        List<WorkerInfo> workers = reads.workers();
        Map<String, KindDescriptor> kinds = new TreeMap<>();
        for (KindInfo kind : reads.kinds()) {
            kinds.put(kind.name(), describe(kind, workers, here.get(kind.name()), optionsHere.get(kind.name())));
        }
        return new QueueDescriptor(
                ProcessingDescriptor.of(state),
                kinds,
                workers.stream().map(WorkerDescriptor::of).toList(),
                outbox.get());
    }

    /** One kind; null, which is 404 over HTTP, if nobody knows it. */
    @ReadOperation
    public @Nullable KindDescriptor kind(@Selector String kind) {
        Map<String, KindState> here = here(engine.get());
        return reads.kinds().stream()
                .filter(info -> info.name().equals(kind))
                .findFirst()
                .map(info -> describe(
                        info, reads.workers(), here.get(kind), options.get().get(kind)))
                .orElse(null);
    }

    private static Map<String, KindState> here(EngineState state) {
        return state.kinds().stream().collect(Collectors.toMap(KindState::kind, Function.identity()));
    }

    private static KindDescriptor describe(
            KindInfo kind, List<WorkerInfo> workers, @Nullable KindState here, @Nullable KindOptions optionsHere) {
        return new KindDescriptor(
                kind.pausedAt() != null,
                kind.pausedAt(),
                KindDescriptor.counts(kind),
                kind.sampledAt(),
                kind.oldestRunnable(),
                Capacity.of(kind.name(), workers),
                here == null ? null : WorkersDescriptor.of(here),
                optionsHere == null ? null : OptionsDescriptor.of(optionsHere),
                OverridesDescriptor.of(kind.overrides()));
    }

    /** Where what is shown is read, from a replica perhaps. */
    record Reads(QueueReads lists, Supplier<@Nullable OutboxDescriptor> outbox) {}
}
