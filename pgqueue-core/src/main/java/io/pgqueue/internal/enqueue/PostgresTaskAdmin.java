package io.pgqueue.internal.enqueue;

import io.pgqueue.BulkResult;
import io.pgqueue.GroupInfo;
import io.pgqueue.KindLimits;
import io.pgqueue.KindOverrides;
import io.pgqueue.KindThroughput;
import io.pgqueue.RelatedTask;
import io.pgqueue.TaskAdmin;
import io.pgqueue.TaskCount;
import io.pgqueue.TaskFilter;
import io.pgqueue.TaskInfo;
import io.pgqueue.TaskLogLine;
import io.pgqueue.TaskPage;
import io.pgqueue.TaskTransition;
import io.pgqueue.internal.store.AdminStore;
import io.pgqueue.internal.store.BulkStore;
import io.pgqueue.internal.store.Database;
import io.pgqueue.internal.store.FollowUpStore;
import io.pgqueue.internal.store.GroupStore;
import io.pgqueue.internal.store.KindStore;
import io.pgqueue.internal.store.SearchStore;
import io.pgqueue.internal.store.TaskReader;
import io.pgqueue.internal.store.ThroughputStore;
import java.time.Duration;
import java.util.List;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

/** What an operator does, with checks before and news after the commit. */
final class PostgresTaskAdmin implements TaskAdmin {

    private static final int MAX = 1_000_000;
    private static final int MAX_RELATED = 1_000;

    private final TaskChecker checker;
    private final AfterCommit afterCommit;
    private final AdminStore store;
    private final KindStore kinds;
    private final TaskReader reader;
    private final FollowUpStore followUps;
    private final GroupStore groups;
    private final ThroughputStore throughput;
    private final TaskCopies copies;
    private final Cancellation cancellation;
    private final TaskSearch search;
    private final BulkChange bulk;

    PostgresTaskAdmin(Database database, TaskChecker checker, AfterCommit afterCommit, TaskCopies copies) {
        this.checker = checker;
        this.afterCommit = afterCommit;
        this.store = new AdminStore(database);
        this.kinds = new KindStore(database);
        this.reader = new TaskReader(database);
        this.followUps = new FollowUpStore(database);
        this.groups = new GroupStore(database);
        this.throughput = new ThroughputStore(database);
        this.copies = copies;
        this.cancellation = new Cancellation(store, afterCommit);
        this.search = new TaskSearch(checker, new SearchStore(database));
        this.bulk = new BulkChange(search, new BulkStore(database), afterCommit, cancellation);
    }

    @Override
    public Optional<TaskInfo> find(long taskId) {
        return reader.find(taskId);
    }

    @Override
    public TaskPage find(TaskFilter filter, @Nullable String cursor, int limit) {
        return search.find(filter, cursor, limit);
    }

    @Override
    public TaskCount count(TaskFilter filter, int most) {
        requireInRange("most", most);
        return search.count(filter, most);
    }

    @Override
    public BulkResult retryAll(TaskFilter filter, int attempts, @Nullable String cursor, int limit) {
        requireInRange("attempts", attempts);
        return bulk.retry(filter, attempts, cursor, limit);
    }

    @Override
    public BulkResult cancelAll(TaskFilter filter, String reason, @Nullable String cursor, int limit) {
        return bulk.cancel(filter, reason, cursor, limit);
    }

    @Override
    public BulkResult runNowAll(TaskFilter filter, @Nullable String cursor, int limit) {
        return bulk.runNow(filter, cursor, limit);
    }

    @Override
    public BulkResult deleteAll(TaskFilter filter, @Nullable String cursor, int limit) {
        return bulk.delete(filter, cursor, limit);
    }

    @Override
    public boolean delete(long taskId) {
        return bulk.delete(List.of(taskId)) == 1;
    }

    @Override
    public Optional<Long> enqueueAgain(long taskId, @Nullable String payload) {
        return reader.find(taskId).map(task -> copies.add(task, payload));
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
    public List<RelatedTask> followUps(long taskId, int limit) {
        if (limit < 1 || limit > MAX_RELATED) {
            throw new IllegalArgumentException("limit is " + limit + ", but must be 1 to " + MAX_RELATED);
        }
        return followUps.of(taskId, limit);
    }

    @Override
    public Optional<RelatedTask> addedBy(long taskId) {
        return followUps.addedBy(taskId);
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
        requireKnown(kind);
        return kinds.overrides().setPaused(kind, true);
    }

    @Override
    public boolean resume(String kind) {
        int kindId = checker.kindId(kind);
        boolean changed = kinds.overrides().setPaused(kind, false);
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
    public void setWorkerCount(String kind, int workerCount) {
        requireKnown(kind);
        KindOverrides checked = KindOverrides.none().withWorkerCount(workerCount);
        kinds.overrides().setWorkerCount(kind, checked.workerCount());
    }

    @Override
    public boolean resetWorkerCount(String kind) {
        requireKnown(kind);
        return kinds.overrides().setWorkerCount(kind, null);
    }

    @Override
    public void setTerminalTtl(String kind, Duration terminalTtl) {
        requireKnown(kind);
        KindOverrides checked = KindOverrides.none().withTerminalTtl(terminalTtl);
        kinds.overrides().setTerminalTtl(kind, checked.terminalTtl());
    }

    @Override
    public boolean resetTerminalTtl(String kind) {
        requireKnown(kind);
        return kinds.overrides().setTerminalTtl(kind, null);
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

    private void requireKnown(String kind) {
        checker.kindId(kind);
    }

    static void requireInRange(String name, int value) {
        if (value < 1 || value > MAX) {
            throw new IllegalArgumentException(name + " is " + value + ", but must be 1 to " + MAX);
        }
    }
}
