package io.pgqueue.internal.store;

import java.time.OffsetDateTime;
import org.jspecify.annotations.Nullable;

/** A task to enqueue. */
record TestRow(
        int kind,
        @Nullable String key,
        @Nullable String payload,
        @Nullable String headers,
        int priority,
        @Nullable Long delay,
        @Nullable OffsetDateTime availableAt,
        int mode) {

    static final int KEEP = 0;
    static final int REPLACE_WAITING = 1;
    static final int ADD_IF_CLOSED = 2;

    static TestRow of(int kind) {
        return new TestRow(kind, null, null, null, 5, null, null, KEEP);
    }

    static TestRow of(int kind, String key) {
        return of(kind).key(key);
    }

    TestRow key(String key) {
        return new TestRow(kind, key, payload, headers, priority, delay, availableAt, mode);
    }

    TestRow payload(String payload) {
        return new TestRow(kind, key, payload, headers, priority, delay, availableAt, mode);
    }

    TestRow headers(String headers) {
        return new TestRow(kind, key, payload, headers, priority, delay, availableAt, mode);
    }

    TestRow priority(int priority) {
        return new TestRow(kind, key, payload, headers, priority, delay, availableAt, mode);
    }

    TestRow delay(long millis) {
        return new TestRow(kind, key, payload, headers, priority, millis, availableAt, mode);
    }

    TestRow availableAt(OffsetDateTime availableAt) {
        return new TestRow(kind, key, payload, headers, priority, delay, availableAt, mode);
    }

    TestRow mode(int mode) {
        return new TestRow(kind, key, payload, headers, priority, delay, availableAt, mode);
    }
}
