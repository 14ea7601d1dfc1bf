package io.pgqueue.internal.outbox;

import io.pgqueue.outbox.OutboxBatch;
import io.pgqueue.outbox.OutboxMessage;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Set;
import java.util.function.BooleanSupplier;

/** One batch on its way through a sink, and what the sink says of it. Belongs to the relay's loop. */
final class Dispatch implements OutboxBatch {

    private final List<OutboxMessage> messages;
    private final BooleanSupplier goesOn;
    private final Set<Long> sent = new HashSet<>();
    private final Map<Aggregate, OutboxMessage> firstFailed = new LinkedHashMap<>();
    private final Map<Long, Throwable> errors = new LinkedHashMap<>();
    private boolean over;

    /**
     * A batch of which nothing was sent.
     *
     * @param goesOn false once nothing more is to be sent
     */
    Dispatch(List<OutboxMessage> messages, BooleanSupplier goesOn) {
        this.messages = messages;
        this.goesOn = goesOn;
    }

    @Override
    public List<OutboxMessage> messages() {
        return messages;
    }

    /**
     * {@inheritDoc} Once nothing was to be sent, that is final: a lease that is prolonged late would otherwise let an
     * event through after an earlier one of its aggregate was left out.
     */
    @Override
    public boolean maySend(OutboxMessage message) {
        over = over || !goesOn.getAsBoolean();
        return !over && (firstFailed.isEmpty() || !firstFailed.containsKey(Aggregate.of(message)));
    }

    @Override
    public void sent(OutboxMessage message) {
        sent.add(message.id());
    }

    @Override
    public void failed(OutboxMessage message, Throwable error) {
        OutboxMessage first = firstFailed.putIfAbsent(Aggregate.of(message), message);
        if (first == null) {
            errors.put(message.id(), error);
        }
    }

    /** Whether the sink has said nothing. */
    boolean isSilent() {
        return sent.isEmpty() && errors.isEmpty();
    }

    /** In the order of the batch. */
    List<Long> sentIds() {
        return messages.stream().map(OutboxMessage::id).filter(sent::contains).toList();
    }

    /** The first one of each aggregate that failed, in the order in which they did. */
    List<OutboxMessage> failed() {
        return List.copyOf(firstFailed.values());
    }

    /** What it failed of. */
    Throwable error(OutboxMessage failed) {
        return Objects.requireNonNull(errors.get(failed.id()));
    }

    /** Those that were not sent because an earlier one of their aggregate failed. */
    List<Long> heldUp() {
        if (firstFailed.isEmpty()) {
            return List.of();
        }
        List<Long> ids = new ArrayList<>();
        for (OutboxMessage message : messages) {
            OutboxMessage first = firstFailed.get(Aggregate.of(message));
            if (first != null && first.id() != message.id() && !sent.contains(message.id())) {
                ids.add(message.id());
            }
        }
        return ids;
    }

    /** The first one of which the sink said nothing, and that no failure holds up; -1 if there is none. */
    long firstOpen() {
        return messages.stream()
                .filter(message -> !sent.contains(message.id()))
                .filter(message -> !firstFailed.containsKey(Aggregate.of(message)))
                .mapToLong(OutboxMessage::id)
                .min()
                .orElse(-1);
    }

    private record Aggregate(String type, String id) {
        static Aggregate of(OutboxMessage message) {
            return new Aggregate(message.aggregateType(), message.aggregateId());
        }
    }
}
