package io.pgqueue.internal.shard;

import io.pgqueue.BulkResult;
import io.pgqueue.GroupInfo;
import io.pgqueue.KindLimits;
import io.pgqueue.KindThroughput;
import io.pgqueue.QueueReads;
import io.pgqueue.RelatedTask;
import io.pgqueue.TaskAdmin;
import io.pgqueue.TaskCount;
import io.pgqueue.TaskFilter;
import io.pgqueue.TaskInfo;
import io.pgqueue.TaskLogLine;
import io.pgqueue.TaskPage;
import io.pgqueue.TaskTransition;
import java.time.Duration;
import java.util.List;
import java.util.Optional;
import java.util.function.Consumer;
import java.util.function.Predicate;
import org.jspecify.annotations.Nullable;

/** What an operator does: to a task in the shard that its id names, to a kind in all shards. */
public final class ShardedTaskAdmin implements TaskAdmin {

    private final Shards shards;
    private final ShardedSearch search;
    private final QueueReads reads;

    public ShardedTaskAdmin(Shards shards) {
        this.shards = shards;
        this.search = new ShardedSearch(shards);
        this.reads = new ShardedReads(shards, Shard::admin);
    }

    @Override
    public Optional<TaskInfo> find(long taskId) {
        return shards.ofId(taskId).flatMap(shard -> shard.admin().find(taskId));
    }

    /** One shard after the other, each in its order. */
    @Override
    public TaskPage find(TaskFilter filter, @Nullable String cursor, int limit) {
        return search.find(filter, cursor, limit);
    }

    @Override
    public TaskCount count(TaskFilter filter, int most) {
        return search.count(filter, most);
    }

    @Override
    public BulkResult retryAll(TaskFilter filter, int attempts, @Nullable String cursor, int limit) {
        return search.change(cursor, limit, (admin, from, most) -> admin.retryAll(filter, attempts, from, most));
    }

    @Override
    public BulkResult cancelAll(TaskFilter filter, String reason, @Nullable String cursor, int limit) {
        return search.change(cursor, limit, (admin, from, most) -> admin.cancelAll(filter, reason, from, most));
    }

    @Override
    public BulkResult runNowAll(TaskFilter filter, @Nullable String cursor, int limit) {
        return search.change(cursor, limit, (admin, from, most) -> admin.runNowAll(filter, from, most));
    }

    @Override
    public BulkResult deleteAll(TaskFilter filter, @Nullable String cursor, int limit) {
        return search.change(cursor, limit, (admin, from, most) -> admin.deleteAll(filter, from, most));
    }

    @Override
    public boolean delete(long taskId) {
        return test(taskId, admin -> admin.delete(taskId));
    }

    @Override
    public Optional<Long> enqueueAgain(long taskId, @Nullable String payload) {
        return shards.ofId(taskId).flatMap(shard -> shard.admin().enqueueAgain(taskId, payload));
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

    /** A task's follow-ups are in its shard. */
    @Override
    public List<RelatedTask> followUps(long taskId, int limit) {
        return shards.ofId(taskId)
                .map(shard -> shard.admin().followUps(taskId, limit))
                .orElseGet(List::of);
    }

    @Override
    public Optional<RelatedTask> addedBy(long taskId) {
        return shards.ofId(taskId).flatMap(shard -> shard.admin().addedBy(taskId));
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
        tell(admin -> admin.setLimits(kind, limits));
    }

    /** In each shard: an instance has that many workers for each of them. */
    @Override
    public void setWorkerCount(String kind, int workerCount) {
        tell(admin -> admin.setWorkerCount(kind, workerCount));
    }

    @Override
    public boolean resetWorkerCount(String kind) {
        return Everywhere.any(shards.all(), shard -> shard.admin().resetWorkerCount(kind));
    }

    @Override
    public void setTerminalTtl(String kind, Duration terminalTtl) {
        tell(admin -> admin.setTerminalTtl(kind, terminalTtl));
    }

    @Override
    public boolean resetTerminalTtl(String kind) {
        return Everywhere.any(shards.all(), shard -> shard.admin().resetTerminalTtl(kind));
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

    @Override
    public List<KindInfo> kinds() {
        return reads.kinds();
    }

    @Override
    public List<WorkerInfo> workers() {
        return reads.workers();
    }

    @Override
    public List<KindThroughput> throughput(Duration window, Duration bucket) {
        return reads.throughput(window, bucket);
    }

    private void tell(Consumer<TaskAdmin> action) {
        Everywhere.any(shards.all(), shard -> {
            action.accept(shard.admin());
            return true;
        });
    }

    private boolean test(long taskId, Predicate<TaskAdmin> action) {
        return shards.ofId(taskId).filter(shard -> action.test(shard.admin())).isPresent();
    }
}
