package io.pgqueue.internal.shard;

import io.pgqueue.KindThroughput;
import java.time.Duration;
import java.time.Instant;
import java.util.Comparator;
import java.util.List;
import java.util.function.Function;
import java.util.function.ToLongFunction;

/**
 * What became of a kind's tasks in several shards, as one.
 *
 * @param parts of the same kind and the same time; at least one
 */
record SummedThroughput(List<KindThroughput> parts) implements KindThroughput {

    @Override
    public String kind() {
        return parts.get(0).kind();
    }

    @Override
    public Instant from() {
        return parts.get(0).from();
    }

    @Override
    public long enqueued() {
        return sum(KindThroughput::enqueued);
    }

    @Override
    public long duplicates() {
        return sum(KindThroughput::duplicates);
    }

    @Override
    public long succeeded() {
        return sum(KindThroughput::succeeded);
    }

    @Override
    public long failed() {
        return sum(KindThroughput::failed);
    }

    @Override
    public long retried() {
        return sum(KindThroughput::retried);
    }

    @Override
    public long usedUp() {
        return sum(KindThroughput::usedUp);
    }

    @Override
    public long cancelled() {
        return sum(KindThroughput::cancelled);
    }

    @Override
    public long attempts() {
        return sum(KindThroughput::attempts);
    }

    @Override
    public Duration waited() {
        return total(KindThroughput::waited);
    }

    @Override
    public Duration longestWait() {
        return longest(KindThroughput::longestWait);
    }

    @Override
    public Duration ran() {
        return total(KindThroughput::ran);
    }

    @Override
    public Duration longestRun() {
        return longest(KindThroughput::longestRun);
    }

    private long sum(ToLongFunction<KindThroughput> number) {
        return parts.stream().mapToLong(number).sum();
    }

    private Duration total(Function<KindThroughput, Duration> time) {
        return parts.stream().map(time).reduce(Duration.ZERO, Duration::plus);
    }

    private Duration longest(Function<KindThroughput, Duration> time) {
        return parts.stream().map(time).max(Comparator.naturalOrder()).orElse(Duration.ZERO);
    }
}
