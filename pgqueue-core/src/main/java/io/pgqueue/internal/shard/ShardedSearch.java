package io.pgqueue.internal.shard;

import io.pgqueue.BulkResult;
import io.pgqueue.TaskAdmin;
import io.pgqueue.TaskCount;
import io.pgqueue.TaskFilter;
import io.pgqueue.TaskPage;
import io.pgqueue.TaskSummary;
import io.pgqueue.UnknownKindException;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * Goes through what a filter matches, one shard after the other. A cursor is the number of a shard and its own cursor. A
 * shard that does not know a kind of the filter has none of its tasks; only if none knows it is it unknown.
 */
final class ShardedSearch {

    private static final char OF = '@';

    private final Shards shards;

    ShardedSearch(Shards shards) {
        this.shards = shards;
    }

    TaskPage find(TaskFilter filter, @Nullable String cursor, int limit) {
        List<TaskSummary> tasks = new ArrayList<>();
        Walk<TaskPage> walk = new Walk<>(cursor);
        while (walk.goesOn() && tasks.size() < limit) {
            TaskPage page = walk.step((admin, from) -> admin.find(filter, from, limit - tasks.size()), TaskPage::next);
            if (page != null) {
                tasks.addAll(page.tasks());
                if (page.cutShort()) {
                    return new TaskPage(tasks, walk.next(), page.searchedTo(), true);
                }
            }
        }
        TaskPage last = walk.last;
        Instant searchedTo = walk.next() == null || last == null ? null : last.searchedTo();
        return new TaskPage(tasks, walk.next(), searchedTo, false);
    }

    TaskCount count(TaskFilter filter, int most) {
        long counted = 0;
        boolean exact = true;
        Walk<TaskCount> walk = new Walk<>(null);
        while (walk.goesOn() && counted < most) {
            int left = most - (int) counted;
            TaskCount count = walk.step((admin, from) -> admin.count(filter, left), none -> null);
            if (count != null) {
                counted += count.tasks();
                exact &= count.exact();
            }
        }
        return new TaskCount(counted, exact && !walk.goesOn());
    }

    BulkResult change(@Nullable String cursor, int limit, Change change) {
        int done = 0;
        Walk<BulkResult> walk = new Walk<>(cursor);
        boolean ends = false;
        while (!ends && walk.goesOn() && done < limit) {
            int left = limit - done;
            BulkResult result = walk.step((admin, from) -> change.apply(admin, from, left), BulkResult::next);
            done += result == null ? 0 : result.done();
            // it has taken its time
            ends = result != null && result.next() != null;
        }
        return new BulkResult(done, walk.next());
    }

    /** A step of a bulk operation in one shard. */
    @FunctionalInterface
    interface Change {
        BulkResult apply(TaskAdmin admin, @Nullable String cursor, int limit);
    }

    @FunctionalInterface
    private interface Question<T> {
        T ask(TaskAdmin admin, @Nullable String cursor);
    }

    @FunctionalInterface
    private interface Next<T> {
        @Nullable
        String of(T answer);
    }

    /** A way through the shards, from a cursor on. */
    private final class Walk<T> {
        private int index;
        private @Nullable String within;
        private final boolean fromStart;
        private boolean known;
        private @Nullable T last;

        Walk(@Nullable String cursor) {
            fromStart = cursor == null;
            if (cursor != null) {
                int at = cursor.indexOf(OF);
                index = at < 1 ? -1 : indexOf(cursor.substring(0, at));
                if (index < 0) {
                    throw new IllegalArgumentException("the cursor is none that a page of tasks gave");
                }
                within = at + 1 == cursor.length() ? null : cursor.substring(at + 1);
            }
        }

        boolean goesOn() {
            return index < shards.all().size();
        }

        @Nullable
        String next() {
            return goesOn()
                    ? shards.all().get(index).number() + String.valueOf(OF) + (within == null ? "" : within)
                    : null;
        }

        /** Asks the shard at which we are, and goes on from its answer; null if it does not know a kind. */
        @Nullable
        T step(Question<T> question, Next<T> next) {
            try {
                T answer = question.ask(shards.all().get(index).admin(), within);
                known = true;
                last = answer;
                within = next.of(answer);
                if (within == null) {
                    index++;
                }
                return answer;
            } catch (UnknownKindException e) {
                within = null;
                index++;
                if (!goesOn() && fromStart && !known) {
                    throw e;
                }
                return null;
            }
        }

        private int indexOf(String number) {
            for (int i = 0; i < shards.all().size(); i++) {
                if (String.valueOf(shards.all().get(i).number()).equals(number)) {
                    return i;
                }
            }
            return -1;
        }
    }
}
