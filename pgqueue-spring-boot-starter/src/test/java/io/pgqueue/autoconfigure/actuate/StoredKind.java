package io.pgqueue.autoconfigure.actuate;

import io.pgqueue.TaskAdmin.KindInfo;
import io.pgqueue.TaskStatus;
import java.time.Instant;

/** A kind as the database would tell it, with one task that waits. */
record StoredKind(String name, Instant pausedAt) implements KindInfo {

    @Override
    public long count(TaskStatus status) {
        return status == TaskStatus.NEW ? 1 : 0;
    }

    @Override
    public Instant oldestRunnable() {
        return null;
    }

    @Override
    public Instant sampledAt() {
        return Instant.EPOCH;
    }
}
