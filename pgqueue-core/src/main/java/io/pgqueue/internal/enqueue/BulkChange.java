package io.pgqueue.internal.enqueue;

import io.pgqueue.BulkAction;
import io.pgqueue.BulkResult;
import io.pgqueue.TaskFilter;
import io.pgqueue.internal.concurrent.KindTally.Event;
import io.pgqueue.internal.store.BulkStore;
import io.pgqueue.internal.store.BulkStore.Changed;
import io.pgqueue.internal.store.SearchStore.Found;
import java.util.List;
import java.util.Set;
import java.util.concurrent.TimeUnit;
import java.util.function.ToIntFunction;
import java.util.stream.Collectors;
import org.jspecify.annotations.Nullable;

/** Changes everything that a filter matches, in batches, with news after the commit of each. Thread-safe. */
final class BulkChange {

    private static final int BATCH = 500;
    private static final long PATIENCE_NANOS = TimeUnit.SECONDS.toNanos(5);

    private final TaskSearch search;
    private final BulkStore store;
    private final AfterCommit afterCommit;
    private final Cancellation cancellation;

    BulkChange(TaskSearch search, BulkStore store, AfterCommit afterCommit, Cancellation cancellation) {
        this.search = search;
        this.store = store;
        this.afterCommit = afterCommit;
        this.cancellation = cancellation;
    }

    BulkResult retry(TaskFilter filter, int attempts, @Nullable String cursor, int limit) {
        return each(filter, BulkAction.RETRY, cursor, limit, ids -> announceReady(store.retry(ids, attempts)));
    }

    BulkResult cancel(TaskFilter filter, String reason, @Nullable String cursor, int limit) {
        TaskChecker.checkReason(reason);
        return each(filter, BulkAction.CANCEL, cursor, limit, ids -> cancel(store.cancel(ids, reason), reason));
    }

    BulkResult runNow(TaskFilter filter, @Nullable String cursor, int limit) {
        return each(filter, BulkAction.RUN_NOW, cursor, limit, ids -> announceReady(store.runNow(ids)));
    }

    BulkResult delete(TaskFilter filter, @Nullable String cursor, int limit) {
        return each(filter, BulkAction.DELETE, cursor, limit, this::delete);
    }

    int delete(List<Long> ids) {
        List<Changed> deleted = store.delete(ids);
        deleted.forEach(this::laneChanged);
        return deleted.size();
    }

    private BulkResult each(
            TaskFilter filter,
            BulkAction action,
            @Nullable String cursor,
            int limit,
            ToIntFunction<List<Long>> change) {
        PostgresTaskAdmin.requireInRange("limit", limit);
        TaskFilter changeable = action.changeable(filter).orElse(null);
        if (changeable == null) {
            return new BulkResult(0, null);
        }
        long begun = System.nanoTime();
        int done = 0;
        String next = cursor;
        do {
            Found found = search.search(changeable, next, Math.min(BATCH, limit - done));
            if (!found.ids().isEmpty()) {
                done += change.applyAsInt(found.ids());
            }
            next = found.next();
        } while (next != null && done < limit && System.nanoTime() - begun < PATIENCE_NANOS);
        return new BulkResult(done, next);
    }

    /** Those that were passed by are cancelled one by one: for a single task it is safe to wait. */
    private int cancel(List<Changed> changed, String reason) {
        int cancelled = 0;
        for (Changed task : changed) {
            if (task.status() == null) {
                cancelled += cancellation.cancel(task.id(), reason) ? 1 : 0;
                continue;
            }
            cancelled++;
            if (task.isRunning()) {
                afterCommit.cancelRequested(task.id());
            } else {
                laneChanged(task);
                afterCommit.count(task.kindId(), Event.CANCELLED, 1);
            }
        }
        return cancelled;
    }

    private int announceReady(List<Changed> changed) {
        changed.forEach(this::laneChanged);
        Set<Integer> kinds = changed.stream().map(Changed::kindId).collect(Collectors.toSet());
        if (!kinds.isEmpty()) {
            afterCommit.workAvailable(kinds);
        }
        return changed.size();
    }

    private void laneChanged(Changed task) {
        String key = task.orderingKey();
        if (key != null) {
            afterCommit.laneChanged(task.kindId(), key);
        }
    }
}
