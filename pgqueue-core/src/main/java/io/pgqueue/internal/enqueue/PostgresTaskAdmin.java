package io.pgqueue.internal.enqueue;

import io.pgqueue.GroupInfo;
import io.pgqueue.KindLimits;
import io.pgqueue.KindThroughput;
import io.pgqueue.TaskAdmin;
import io.pgqueue.TaskInfo;
import io.pgqueue.TaskLogLine;
import io.pgqueue.TaskTransition;
import io.pgqueue.internal.store.AdminStore;
import io.pgqueue.internal.store.GroupStore;
import io.pgqueue.internal.store.KindStore;
import io.pgqueue.internal.store.TaskReader;
import io.pgqueue.internal.store.ThroughputStore;
import java.time.Duration;
import java.util.List;
import java.util.Optional;

/** What an operator does, with checks before and news after the commit. */
final class PostgresTaskAdmin implements TaskAdmin {

    private static final int MAX = 1_000_000;

    private final TaskChecker checker;
    private final AfterCommit afterCommit;
    private final AdminStore store;
    private final KindStore kinds;
    private final TaskReader reader;
    private final Cancellation cancellation;
    private final GroupStore groups;
    private final ThroughputStore throughput;

    PostgresTaskAdmin(
            TaskChecker checker, AfterCommit afterCommit, AdminStore store, KindStore kinds, Readers readers) {
        this.checker = checker;
        this.afterCommit = afterCommit;
        this.store = store;
        this.kinds = kinds;
        this.reader = readers.tasks();
        this.groups = readers.groups();
        this.throughput = readers.throughput();
        this.cancellation = new Cancellation(store, afterCommit);
    }

    @Override
    public Optional<TaskInfo> find(long taskId) {
        return reader.find(taskId);
    }

    @Override
    public List<TaskTransition> transitions(long taskId) {
        return reader.transitions(taskId);
    }

    @Override
    public List<TaskLogLine> logs(long taskId) {
        return reader.logs(taskId);
    }

    @Override
    public Optional<GroupInfo> group(long groupId) {
        return groups.find(groupId);
    }

    @Override
    public int retry(String kind, int attempts, int limit) {
        requireInRange("attempts", attempts);
        requireInRange("limit", limit);
        int kindId = checker.kindId(kind);
        int retried = store.retry(kindId, attempts, limit);
        if (retried > 0) {
            afterCommit.workAvailable(List.of(kindId));
        }
        return retried;
    }

    @Override
    public boolean retry(long taskId, int attempts) {
        requireInRange("attempts", attempts);
        return announce(taskId, store.retryTask(taskId, attempts));
    }

    @Override
    public boolean cancel(long taskId, String reason) {
        return cancellation.cancel(taskId, reason);
    }

    @Override
    public boolean runNow(long taskId) {
        return announce(taskId, store.runNow(taskId));
    }

    @Override
    public boolean pause(String kind) {
        return kinds.setPaused(checker.kindId(kind), true);
    }

    @Override
    public boolean resume(String kind) {
        int kindId = checker.kindId(kind);
        boolean changed = kinds.setPaused(kindId, false);
        if (changed) {
            afterCommit.workAvailable(List.of(kindId));
        }
        return changed;
    }

    @Override
    public void setLimits(String kind, KindLimits limits) {
        int kindId = checker.kindId(kind);
        kinds.limits().set(kindId, limits);
        afterCommit.workAvailable(List.of(kindId));
    }

    @Override
    public boolean resetLimits(String kind) {
        int kindId = checker.kindId(kind);
        boolean changed = kinds.limits().reset(kindId);
        if (changed) {
            afterCommit.workAvailable(List.of(kindId));
        }
        return changed;
    }

    @Override
    public KindLimits limits(String kind) {
        return kinds.limits().find(checker.kindId(kind));
    }

    @Override
    public List<KindInfo> kinds() {
        return store.kinds();
    }

    @Override
    public List<WorkerInfo> workers() {
        return store.workers();
    }

    @Override
    public List<KindThroughput> throughput(Duration window, Duration bucket) {
        return throughput.read(window, bucket);
    }

    private boolean announce(long taskId, boolean changed) {
        if (changed) {
            afterCommit.taskMoved(taskId);
            Integer kindId = store.kindOf(taskId);
            if (kindId != null) {
                afterCommit.workAvailable(List.of(kindId));
            }
        }
        return changed;
    }

    /** What is read, and not changed. */
    record Readers(TaskReader tasks, GroupStore groups, ThroughputStore throughput) {}

    private static void requireInRange(String name, int value) {
        if (value < 1 || value > MAX) {
            throw new IllegalArgumentException(name + " is " + value + ", but must be 1 to " + MAX);
        }
    }
}
