package io.pgqueue.internal.enqueue;

import io.pgqueue.TaskCount;
import io.pgqueue.TaskFilter;
import io.pgqueue.TaskPage;
import io.pgqueue.internal.store.SearchStore;
import io.pgqueue.internal.store.SearchStore.Counted;
import io.pgqueue.internal.store.SearchStore.Found;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import org.jspecify.annotations.Nullable;

/** Finds and counts what a filter matches, after checks. Thread-safe. */
final class TaskSearch {

    private static final Pattern CURSOR = Pattern.compile("[klic]k?:(\\d{1,19})(?:/(-?\\d{1,19})?)?");
    // microseconds since 1970 of the first and the last time that the database can tell, as far as we use it
    private static final long EARLIEST = -210_866_803_200_000_000L;
    private static final long LATEST = 253_402_300_799_999_999L;
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
        if (cursor != null && !isCursor(cursor)) {
            throw new IllegalArgumentException("the cursor is none that a page of tasks gave");
        }
        String payload = filter.payload();
        if (payload != null) {
            checker.requireJson("payload", payload);
        }
    }

    private static boolean isCursor(String cursor) {
        Matcher parts = CURSOR.matcher(cursor);
        if (!parts.matches()) {
            return false;
        }
        try {
            Long.parseLong(parts.group(1));
            long micros = parts.group(2) == null ? 0 : Long.parseLong(parts.group(2));
            return micros >= EARLIEST && micros <= LATEST;
        } catch (NumberFormatException e) {
            return false;
        }
    }
}
