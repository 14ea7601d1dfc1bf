package io.pgqueue.autoconfigure.handler;

import io.pgqueue.Task;
import io.pgqueue.TaskContext;
import java.time.Duration;
import java.time.Instant;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/** The context of a first attempt at task 1. */
final class FakeContext implements TaskContext {

    @Override
    public long taskId() {
        return 1;
    }

    @Override
    public String kind() {
        return "any";
    }

    @Override
    public @Nullable String externalKey() {
        return null;
    }

    @Override
    public @Nullable String orderingKey() {
        return null;
    }

    @Override
    public int attempt() {
        return 1;
    }

    @Override
    public int maxAttempts() {
        return 1;
    }

    @Override
    public Map<String, String> headers() {
        return Map.of();
    }

    @Override
    public Instant createdAt() {
        return Instant.EPOCH;
    }

    @Override
    public boolean isCancelled() {
        return false;
    }

    @Override
    public void extendTimeout(Duration by) {}

    @Override
    public void enqueue(Task followUp) {
        throw new UnsupportedOperationException("no queue here");
    }

    @Override
    public void log(String message) {}
}
