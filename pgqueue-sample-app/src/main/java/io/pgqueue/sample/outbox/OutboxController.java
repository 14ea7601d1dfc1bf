package io.pgqueue.sample.outbox;

import io.pgqueue.TaskError;
import io.pgqueue.outbox.BlockedAggregate;
import io.pgqueue.outbox.OutboxAdmin;
import io.pgqueue.sample.outbox.Warehouse.Arrived;
import io.pgqueue.sample.web.NotFoundException;
import jakarta.validation.constraints.Max;
import jakarta.validation.constraints.Min;
import java.time.Instant;
import java.util.List;
import org.jspecify.annotations.Nullable;
import org.springframework.http.HttpStatus;
import org.springframework.web.bind.annotation.GetMapping;
import org.springframework.web.bind.annotation.PathVariable;
import org.springframework.web.bind.annotation.PostMapping;
import org.springframework.web.bind.annotation.RequestMapping;
import org.springframework.web.bind.annotation.RequestParam;
import org.springframework.web.bind.annotation.ResponseStatus;
import org.springframework.web.bind.annotation.RestController;

/** Shows which events arrived and which are blocked, and skips or resends those. */
@RestController
@RequestMapping("/api/outbox")
class OutboxController {

    private static final int MOST_BLOCKED = 20;

    private final OutboxAdmin admin;
    private final Warehouse warehouse;

    OutboxController(OutboxAdmin admin, Warehouse warehouse) {
        this.admin = admin;
        this.warehouse = warehouse;
    }

    @GetMapping("/arrived")
    List<Arrived> arrived(@RequestParam(defaultValue = "20") @Min(1) @Max(100) int limit) {
        return warehouse.last(limit);
    }

    @GetMapping("/blocked")
    List<Blocked> blocked() {
        return admin.blocked(MOST_BLOCKED).stream().map(OutboxController::view).toList();
    }

    /** Never sends it: what follows of its order goes on. */
    @PostMapping("/{eventId}/skip")
    @ResponseStatus(HttpStatus.NO_CONTENT)
    void skip(@PathVariable long eventId, @RequestParam(defaultValue = "by hand") String reason) {
        requireBlocked(eventId, admin.skip(eventId, "the shop's page", reason));
    }

    /** Tries it again at once, with new attempts. */
    @PostMapping("/{eventId}/resend")
    @ResponseStatus(HttpStatus.NO_CONTENT)
    void resend(@PathVariable long eventId) {
        requireBlocked(eventId, admin.resend(eventId));
    }

    private static void requireBlocked(long eventId, boolean blocked) {
        if (!blocked) {
            throw new NotFoundException("event " + eventId + " blocks nothing");
        }
    }

    private static Blocked view(BlockedAggregate blocked) {
        List<TaskError> errors = blocked.errors();
        return new Blocked(
                blocked.eventId(),
                blocked.aggregateId(),
                blocked.eventType(),
                blocked.attempts(),
                blocked.nextAttemptAt(),
                errors.isEmpty() ? "" : errors.get(errors.size() - 1).message());
    }

    /** @param nextAttemptAt null if it has no attempts left */
    record Blocked(
            long eventId,
            String orderId,
            String eventType,
            int attempts,
            @Nullable Instant nextAttemptAt,
            String error) {}
}
