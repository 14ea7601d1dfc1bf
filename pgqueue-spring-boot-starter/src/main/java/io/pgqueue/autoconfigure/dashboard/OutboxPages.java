package io.pgqueue.autoconfigure.dashboard;

import io.pgqueue.TaskError;
import io.pgqueue.autoconfigure.dashboard.AuditTrail.Deed;
import io.pgqueue.autoconfigure.dashboard.TaskPages.Changed;
import io.pgqueue.autoconfigure.dashboard.TaskViews.Failure;
import io.pgqueue.engine.OutboxState;
import io.pgqueue.outbox.BlockedAggregate;
import io.pgqueue.outbox.OutboxAdmin;
import io.pgqueue.outbox.OutboxAdmin.OutboxCounts;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.function.BooleanSupplier;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;

/** The outbox, and what blocks it. Thread-safe. */
final class OutboxPages {

    private static final int BLOCKED = 200;

    private final OutboxAdmin admin;
    private final Queues queues;
    private final LiveState state;
    private final SharedAnswers answers;
    private final AuditTrail audit;

    OutboxPages(OutboxAdmin admin, Queues queues, LiveState state, SharedAnswers answers, AuditTrail audit) {
        this.admin = admin;
        this.queues = queues;
        this.state = state;
        this.answers = answers;
        this.audit = audit;
    }

    void addTo(ApiRoutes routes) {
        routes.get("outbox", request -> outbox())
                .post("outbox/{id}/skip", this::skip)
                .post("outbox/{id}/resend", request -> act(request, "resend", "", () -> admin.resend(request.id())));
    }

    private Outbox outbox() {
        List<Blocked> blocked = answers.get(
                "blocked",
                Duration.ofSeconds(2),
                () -> admin.blocked(BLOCKED).stream().map(Blocked::of).toList());
        return new Outbox(state.outboxCounts().orElse(null), relay(), blocked);
    }

    /** Of this instance; with shards it sends if it does for any of them. */
    private @Nullable Relay relay() {
        List<OutboxState> relays = queues.all().stream()
                .flatMap(member -> Stream.ofNullable(member.engine().outboxState()))
                .toList();
        if (relays.isEmpty()) {
            return null;
        }
        return new Relay(
                relays.stream().anyMatch(OutboxState::relaying),
                relays.stream().mapToLong(OutboxState::sent).sum(),
                first(relays.stream().map(OutboxState::sinkError).toList()),
                first(relays.stream().map(OutboxState::error).toList()));
    }

    private static @Nullable String first(List<@Nullable String> texts) {
        for (String text : texts) {
            if (text != null) {
                return text;
            }
        }
        return null;
    }

    private Changed skip(ApiRequest request) {
        String reason = request.requiredText("reason");
        String by = request.viewer().user();
        return act(
                request, "skip", reason, () -> admin.skip(request.id(), by.isEmpty() ? "the dashboard" : by, reason));
    }

    private Changed act(ApiRequest request, String action, String detail, BooleanSupplier change) {
        long id = request.id();
        Deed deed = Deed.of(request, action, "event " + id, detail);
        boolean changed = audit.perform(queues.ofTask(id), deed, change::getAsBoolean, Boolean::booleanValue);
        if (!changed && admin.find(id).isEmpty()) {
            throw Refusal.notFound("there is no event " + id);
        }
        return new Changed(changed, null);
    }

    /** @param counts null if there never was an event */
    record Outbox(@Nullable OutboxCounts counts, @Nullable Relay relay, List<Blocked> blocked) {}

    record Relay(
            boolean sending,
            long sent,
            @Nullable String sinkError,
            @Nullable String lastError) {}

    record Blocked(
            String eventId,
            String aggregateType,
            String aggregateId,
            String eventType,
            int attempts,
            Instant blockedSince,
            @Nullable Instant nextAttemptAt,
            @Nullable Failure lastError) {
        static Blocked of(BlockedAggregate block) {
            List<TaskError> errors = block.errors();
            return new Blocked(
                    Long.toString(block.eventId()),
                    block.aggregateType(),
                    block.aggregateId(),
                    block.eventType(),
                    block.attempts(),
                    block.blockedSince(),
                    block.nextAttemptAt(),
                    errors.isEmpty() ? null : Failure.of(errors.get(errors.size() - 1)));
        }
    }
}
