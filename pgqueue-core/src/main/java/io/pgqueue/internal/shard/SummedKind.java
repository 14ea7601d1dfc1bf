package io.pgqueue.internal.shard;

import io.pgqueue.KindOverrides;
import io.pgqueue.TaskAdmin.KindInfo;
import io.pgqueue.TaskStatus;
import java.time.Instant;
import java.util.Comparator;
import java.util.List;
import java.util.Objects;
import java.util.function.Function;
import org.jspecify.annotations.Nullable;

/**
 * A kind that several shards have, as one.
 *
 * @param parts what each shard has of it; at least one
 */
record SummedKind(List<KindInfo> parts) implements KindInfo {

    @Override
    public String name() {
        return parts.get(0).name();
    }

    /** Since when it is paused in any shard; a kind is paused in all of them unless one was away then. */
    @Override
    public @Nullable Instant pausedAt() {
        return earliest(KindInfo::pausedAt);
    }

    @Override
    public long count(TaskStatus status) {
        return parts.stream().mapToLong(part -> part.count(status)).sum();
    }

    @Override
    public @Nullable Instant oldestRunnable() {
        return earliest(KindInfo::oldestRunnable);
    }

    /** Those of the first shard where anything is set; they are the same in all unless one was away then. */
    @Override
    public KindOverrides overrides() {
        return parts.stream()
                .map(KindInfo::overrides)
                .filter(overrides -> !overrides.isEmpty())
                .findFirst()
                .orElse(KindOverrides.none());
    }

    /** The oldest sample: none of the counts is older. */
    @Override
    public @Nullable Instant sampledAt() {
        return earliest(KindInfo::sampledAt);
    }

    private @Nullable Instant earliest(Function<KindInfo, @Nullable Instant> time) {
        return parts.stream()
                .map(time)
                .filter(Objects::nonNull)
                .min(Comparator.naturalOrder())
                .orElse(null);
    }
}
