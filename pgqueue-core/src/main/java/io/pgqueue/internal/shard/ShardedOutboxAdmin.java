package io.pgqueue.internal.shard;

import io.pgqueue.outbox.BlockedAggregate;
import io.pgqueue.outbox.OutboxAdmin;
import io.pgqueue.outbox.OutboxEventInfo;
import java.util.Collection;
import java.util.Comparator;
import java.util.List;
import java.util.Objects;
import java.util.Optional;
import java.util.function.Function;
import java.util.stream.Stream;

/** What an operator does to an event in the shard that its id names, and sees of all shards. */
public final class ShardedOutboxAdmin implements OutboxAdmin {

    private final Shards shards;

    public ShardedOutboxAdmin(Shards shards) {
        this.shards = shards;
    }

    @Override
    public List<BlockedAggregate> blocked(int limit) {
        return Everywhere.each(shards.all(), shard -> shard.outboxAdmin().blocked(limit)).stream()
                .flatMap(Collection::stream)
                .sorted(Comparator.comparing(BlockedAggregate::blockedSince))
                .limit(limit)
                .toList();
    }

    @Override
    public Optional<OutboxEventInfo> find(long eventId) {
        return admin(eventId).flatMap(admin -> admin.find(eventId));
    }

    @Override
    public boolean skip(long eventId, String by, String reason) {
        return admin(eventId).map(admin -> admin.skip(eventId, by, reason)).orElse(false);
    }

    @Override
    public boolean resend(long eventId) {
        return admin(eventId).map(admin -> admin.resend(eventId)).orElse(false);
    }

    @Override
    public Optional<OutboxCounts> counts() {
        return sum(shards, shard -> shard.outboxAdmin().counts());
    }

    /**
     * The sums of all shards, as old as the oldest.
     *
     * @param of what a shard has
     */
    public static Optional<OutboxCounts> sum(Shards shards, Function<Shard, Optional<OutboxCounts>> of) {
        return Everywhere.each(shards.all(), of).stream()
                .flatMap(Optional::stream)
                .reduce((a, b) -> new OutboxCounts(
                        a.unsent() + b.unsent(),
                        a.parked() + b.parked(),
                        a.blocked() + b.blocked(),
                        a.givenUp() + b.givenUp(),
                        Stream.of(a, b)
                                .map(OutboxCounts::oldest)
                                .filter(Objects::nonNull)
                                .min(Comparator.naturalOrder())
                                .orElse(null),
                        a.sampledAt().isBefore(b.sampledAt()) ? a.sampledAt() : b.sampledAt()));
    }

    private Optional<OutboxAdmin> admin(long eventId) {
        return shards.ofId(eventId).map(Shard::outboxAdmin);
    }
}
