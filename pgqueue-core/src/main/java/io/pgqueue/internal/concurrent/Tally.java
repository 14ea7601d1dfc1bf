package io.pgqueue.internal.concurrent;

import java.util.Collections;
import java.util.Map;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.ConcurrentMap;

/** What has happened on this instance since it was made, by kind and in all. Thread-safe. */
public final class Tally {

    /** What no kind is counted for. */
    public enum Event {
        /** The control session was connected again after it was lost. */
        RECONNECTED,
        PURGED_TASK,
        PURGED_TRANSITION,
        PURGED_EVENT
    }

    private final ConcurrentMap<Integer, KindTally> kinds = new ConcurrentHashMap<>();
    private final Counts<Event> counts = new Counts<>(Event.class);

    /** That of a kind. */
    public KindTally of(int kindId) {
        KindTally tally = kinds.get(kindId);
        return tally != null ? tally : kinds.computeIfAbsent(kindId, id -> new KindTally());
    }

    /** By the ids of the kinds to which something has happened. */
    public Map<Integer, KindTally> kinds() {
        return Collections.unmodifiableMap(kinds);
    }

    public void add(Event event, long times) {
        counts.add(event, times);
    }

    public long of(Event event) {
        return counts.of(event);
    }
}
