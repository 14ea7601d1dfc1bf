package io.pgqueue.benchmarks;

import io.pgqueue.benchmarks.measure.Contender;
import io.pgqueue.benchmarks.measure.DashboardCost;
import io.pgqueue.benchmarks.measure.Deferred;
import io.pgqueue.benchmarks.measure.Groups;
import io.pgqueue.benchmarks.measure.HeldSnapshot;
import io.pgqueue.benchmarks.measure.Idle;
import io.pgqueue.benchmarks.measure.Keys;
import io.pgqueue.benchmarks.measure.Latency;
import io.pgqueue.benchmarks.measure.ManyClosed;
import io.pgqueue.benchmarks.measure.Measure;
import io.pgqueue.benchmarks.measure.Memory;
import io.pgqueue.benchmarks.measure.OpenDashboard;
import io.pgqueue.benchmarks.measure.Order;
import io.pgqueue.benchmarks.measure.Payloads;
import io.pgqueue.benchmarks.measure.Processes;
import io.pgqueue.benchmarks.measure.Relaying;
import io.pgqueue.benchmarks.measure.Shards;
import io.pgqueue.benchmarks.measure.SingleEnqueue;
import io.pgqueue.benchmarks.measure.Throughput;
import io.pgqueue.benchmarks.measure.WalVolume;
import java.util.Iterator;
import java.util.List;
import java.util.Set;

/** What can be measured, in the order in which it is; as an iterable, the names. */
final class Measures implements Iterable<String> {

    /** What a look of two minutes shows. */
    private static final Set<String> LOOK = Set.of("throughput", "single-enqueue", "latency", "wal");

    @Override
    public Iterator<String> iterator() {
        return all(List.of()).stream().map(Measure::name).iterator();
    }

    /** Those of the names; without names what a look or a record has. */
    static List<Measure> of(List<String> names, boolean record, List<Contender> peers) {
        return all(peers).stream()
                .filter(measure ->
                        names.isEmpty() ? record || LOOK.contains(measure.name()) : names.contains(measure.name()))
                .toList();
    }

    private static List<Measure> all(List<Contender> peers) {
        return List.of(
                new Throughput(peers),
                new SingleEnqueue(peers),
                new Latency(),
                new WalVolume(),
                new Deferred(),
                new HeldSnapshot(),
                new Keys(),
                new Order(),
                new Groups(),
                new Relaying(),
                new Payloads(),
                new Processes(),
                new Shards(),
                new Idle(),
                new Memory(),
                new ManyClosed(),
                new OpenDashboard(),
                new DashboardCost());
    }
}
