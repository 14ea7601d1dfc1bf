package io.pgqueue.autoconfigure.metrics;

import io.micrometer.core.instrument.MeterRegistry;
import io.micrometer.core.instrument.binder.MeterBinder;
import java.util.List;
import org.springframework.context.SmartLifecycle;

/** The gauges of several shards; each shard is read by a thread of its own, so that none waits for one that is away. */
record ShardMeters(List<QueueMeters> shards) implements MeterBinder, SmartLifecycle {

    @Override
    public void bindTo(MeterRegistry registry) {
        shards.forEach(shard -> shard.bindTo(registry));
    }

    @Override
    public void start() {
        shards.forEach(QueueMeters::start);
    }

    @Override
    public void stop() {
        shards.forEach(QueueMeters::stop);
    }

    @Override
    public boolean isRunning() {
        return shards.stream().anyMatch(QueueMeters::isRunning);
    }
}
