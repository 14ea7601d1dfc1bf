package io.pgqueue.internal.enqueue;

import io.pgqueue.TaskCount;
import io.pgqueue.TaskFilter;
import io.pgqueue.TaskPage;
import io.pgqueue.internal.store.SearchStore;
import io.pgqueue.internal.store.SearchStore.Counted;
import io.pgqueue.internal.store.SearchStore.Found;
import java.util.regex.Pattern;
import org.jspecify.annotations.Nullable;

/** Finds and counts what a filter matches, after checks. Thread-safe. */
final class TaskSearch {

    private static final Pattern CURSOR = Pattern.compile("[klic]k?:\\d{1,19}(/-?\\d{0,19})?");
    private static final int MAX_PAGE = 1_000;

    private final TaskChecker checker;
    private final SearchStore store;

    TaskSearch(TaskChecker checker, SearchStore store) {
        this.checker = checker;
        this.store = store;
    }

    TaskPage find(TaskFilter filter, @Nullable String cursor, int limit) {
        if (limit < 1 || limit > MAX_PAGE) {
            throw new IllegalArgumentException("limit is " + limit + ", but must be 1 to " + MAX_PAGE);
        }
        Found found = search(filter, cursor, limit);
        return new TaskPage(store.summaries(found.ids()), found.next(), found.searchedTo(), found.cutShort());
    }

    TaskCount count(TaskFilter filter, int most) {
        check(filter, null);
        int tasks = 0;
        String next = null;
        boolean goesOn = true;
        while (goesOn) {
            Counted counted = store.count(filter, next, most - tasks);
            tasks += counted.tasks();
            next = counted.next();
            goesOn = next != null && !counted.cutShort() && tasks < most;
        }
        return new TaskCount(tasks, next == null);
    }

    /** Ids of tasks that match. */
    Found search(TaskFilter filter, @Nullable String cursor, int limit) {
        check(filter, cursor);
        return store.search(filter, cursor, limit);
    }

    private void check(TaskFilter filter, @Nullable String cursor) {
        filter.kinds().forEach(checker::kindId);
        if (cursor != null && !CURSOR.matcher(cursor).matches()) {
            throw new IllegalArgumentException("the cursor is none that a page of tasks gave");
        }
        String payload = filter.payload();
        if (payload != null) {
            checker.requireJson("payload", payload);
        }
    }
}
