package io.pgqueue;

/** What {@link TaskQueue#enqueue} does when a task with the same kind and external key is kept. */
public enum OnDuplicate {
    /** Leave the task that is there, live or closed, as it is. */
    KEEP,
    /**
     * If the task that is there waits ({@code NEW} or {@code MUST_RETRY}), give it the new payload, headers, priority
     * and time; it keeps its id and its attempts. A running or closed one is left as it is.
     */
    REPLACE_WAITING,
    /** If the task that is there is closed, add a new one, which takes over the key. A live one is left as it is. */
    ADD_IF_CLOSED
}
