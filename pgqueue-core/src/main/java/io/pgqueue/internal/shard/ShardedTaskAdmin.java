package io.pgqueue.internal.shard;

import io.pgqueue.GroupInfo;
import io.pgqueue.KindLimits;
import io.pgqueue.KindThroughput;
import io.pgqueue.TaskAdmin;
import io.pgqueue.TaskInfo;
import io.pgqueue.TaskLogLine;
import io.pgqueue.TaskTransition;
import java.time.Duration;
import java.time.Instant;
import java.util.Collection;
import java.util.Comparator;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.TreeMap;
import java.util.function.Predicate;
import java.util.stream.Collectors;

/** What an operator does: to a task in the shard that its id names, to a kind in all shards. */
public final class ShardedTaskAdmin implements TaskAdmin {

    private final Shards shards;

    public ShardedTaskAdmin(Shards shards) {
        this.shards = shards;
    }

    @Override
    public Optional<TaskInfo> find(long taskId) {
        return shards.ofId(taskId).flatMap(shard -> shard.admin().find(taskId));
    }

    @Override
    public List<TaskTransition> transitions(long taskId) {
        return shards.ofId(taskId)
                .map(shard -> shard.admin().transitions(taskId))
                .orElseGet(List::of);
    }

    @Override
    public List<TaskLogLine> logs(long taskId) {
        return shards.ofId(taskId).map(shard -> shard.admin().logs(taskId)).orElseGet(List::of);
    }

    @Override
    public Optional<GroupInfo> group(long groupId) {
        return shards.ofId(groupId).flatMap(shard -> shard.admin().group(groupId));
    }

    /** The longest failed first in each shard. */
    @Override
    public int retry(String kind, int attempts, int limit) {
        int[] left = {limit};
        Everywhere.each(shards.all(), shard -> {
            int retried = left[0] == 0 && limit != 0 ? 0 : shard.admin().retry(kind, attempts, left[0]);
            left[0] -= retried;
            return retried;
        });
        return limit - left[0];
    }

    @Override
    public boolean retry(long taskId, int attempts) {
        return test(taskId, admin -> admin.retry(taskId, attempts));
    }

    @Override
    public boolean cancel(long taskId, String reason) {
        return test(taskId, admin -> admin.cancel(taskId, reason));
    }

    @Override
    public boolean runNow(long taskId) {
        return test(taskId, admin -> admin.runNow(taskId));
    }

    @Override
    public boolean pause(String kind) {
        return Everywhere.any(shards.all(), shard -> shard.admin().pause(kind));
    }

    @Override
    public boolean resume(String kind) {
        return Everywhere.any(shards.all(), shard -> shard.admin().resume(kind));
    }

    /** They hold in each shard for itself. */
    @Override
    public void setLimits(String kind, KindLimits limits) {
        Everywhere.any(shards.all(), shard -> {
            shard.admin().setLimits(kind, limits);
            return true;
        });
    }

    @Override
    public boolean resetLimits(String kind) {
        return Everywhere.any(shards.all(), shard -> shard.admin().resetLimits(kind));
    }

    /** Those of a shard that answers. */
    @Override
    public KindLimits limits(String kind) {
        return Everywhere.first(shards.all(), shard -> Optional.of(shard.admin().limits(kind)))
                .orElseThrow();
    }

    /** Each kind once, with the sums of all shards. */
    @Override
    public List<KindInfo> kinds() {
        Map<String, List<KindInfo>> byName = Everywhere.each(
                        shards.all(), shard -> shard.admin().kinds())
                .stream()
                .flatMap(Collection::stream)
                .collect(Collectors.groupingBy(KindInfo::name, TreeMap::new, Collectors.toList()));
        return byName.values().stream().<KindInfo>map(SummedKind::new).toList();
    }

    /** Of each shard in turn; an instance is there once for each, with an id for each. */
    @Override
    public List<WorkerInfo> workers() {
        return Everywhere.each(shards.all(), shard -> shard.admin().workers()).stream()
                .flatMap(Collection::stream)
                .sorted(Comparator.comparing(WorkerInfo::name))
                .toList();
    }

    /** Each kind and stretch once, with the sums of all shards. */
    @Override
    public List<KindThroughput> throughput(Duration window, Duration bucket) {
        Map<String, Map<Instant, List<KindThroughput>>> byKindAndTime =
                Everywhere.each(shards.all(), shard -> shard.admin().throughput(window, bucket)).stream()
                        .flatMap(Collection::stream)
                        .collect(Collectors.groupingBy(
                                KindThroughput::kind,
                                TreeMap::new,
                                Collectors.groupingBy(KindThroughput::from, TreeMap::new, Collectors.toList())));
        return byKindAndTime.values().stream()
                .flatMap(times -> times.values().stream())
                .<KindThroughput>map(SummedThroughput::new)
                .toList();
    }

    private boolean test(long taskId, Predicate<TaskAdmin> action) {
        return shards.ofId(taskId).filter(shard -> action.test(shard.admin())).isPresent();
    }
}
