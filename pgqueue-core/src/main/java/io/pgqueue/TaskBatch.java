package io.pgqueue;

import java.util.ArrayList;
import java.util.Collections;
import java.util.Iterator;
import java.util.List;

/** Tasks of one kind that a {@link BatchWork} runs at once. Thread-safe. */
public interface TaskBatch<P> extends Iterable<BatchItem<P>> {

    /** The tasks in the order of the claim: by priority, then by availability. Never empty; unmodifiable. */
    List<BatchItem<P>> items();

    default int size() {
        return items().size();
    }

    /** Payloads in the order of {@link #items}; null for a task that was enqueued with none. Unmodifiable. */
    default List<P> payloads() {
        List<P> payloads = new ArrayList<>(size());
        items().forEach(item -> payloads.add(item.payload()));
        return Collections.unmodifiableList(payloads);
    }

    /** Contexts in the order of {@link #items}. Unmodifiable. */
    default List<TaskContext> contexts() {
        return items().stream().map(BatchItem::context).toList();
    }

    @Override
    default Iterator<BatchItem<P>> iterator() {
        return items().iterator();
    }
}
