package io.pgqueue.internal.store;

import org.jspecify.annotations.Nullable;

/** What a claim gives out, with the token that it was made with. */
record Claimed(
        long id,
        int kind,
        int priority,
        int attempt,
        long token,
        String availableAt,
        long waitedMicros,
        @Nullable String key,
        @Nullable String payload,
        @Nullable String headers) {

    Claimed withAttempt(int other) {
        return new Claimed(id, kind, priority, other, token, availableAt, waitedMicros, key, payload, headers);
    }

    Claimed withToken(long other) {
        return new Claimed(id, kind, priority, attempt, other, availableAt, waitedMicros, key, payload, headers);
    }
}
