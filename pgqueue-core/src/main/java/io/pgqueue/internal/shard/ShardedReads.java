package io.pgqueue.internal.shard;

import io.pgqueue.KindThroughput;
import io.pgqueue.QueueReads;
import io.pgqueue.TaskAdmin.KindInfo;
import io.pgqueue.TaskAdmin.WorkerInfo;
import java.time.Duration;
import java.time.Instant;
import java.util.Collection;
import java.util.Comparator;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import java.util.function.Function;
import java.util.stream.Collectors;

/**
 * The lists of all shards, as one.
 *
 * @param of what answers for a shard: itself, or a replica of it
 */
public record ShardedReads(Shards shards, Function<Shard, QueueReads> of) implements QueueReads {

    /** Each kind once, with the sums of all shards. */
    @Override
    public List<KindInfo> kinds() {
        Map<String, List<KindInfo>> byName = Everywhere.each(
                        shards.all(), shard -> of.apply(shard).kinds())
                .stream()
                .flatMap(Collection::stream)
                .collect(Collectors.groupingBy(KindInfo::name, TreeMap::new, Collectors.toList()));
        return byName.values().stream().<KindInfo>map(SummedKind::new).toList();
    }

    /** Of each shard in turn; an instance is there once for each, with an id for each. */
    @Override
    public List<WorkerInfo> workers() {
        return Everywhere.each(shards.all(), shard -> of.apply(shard).workers()).stream()
                .flatMap(Collection::stream)
                .sorted(Comparator.comparing(WorkerInfo::name))
                .toList();
    }

    /** Each kind and stretch once, with the sums of all shards. */
    @Override
    public List<KindThroughput> throughput(Duration window, Duration bucket) {
        Map<String, Map<Instant, List<KindThroughput>>> byKindAndTime =
                Everywhere.each(shards.all(), shard -> of.apply(shard).throughput(window, bucket)).stream()
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
}
