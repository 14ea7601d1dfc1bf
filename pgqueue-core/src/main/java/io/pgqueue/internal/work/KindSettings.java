package io.pgqueue.internal.work;

import io.pgqueue.RetryDelay;
import io.pgqueue.TaskWork;
import java.lang.reflect.Type;
import java.time.Duration;
import java.util.List;
import java.util.function.IntSupplier;
import java.util.function.Supplier;
import org.jspecify.annotations.Nullable;

/**
 * A kind that this instance handles: its options after all layers, checked, and its work.
 *
 * @param work null if tasks run in batches
 * @param batch null unless they do
 */
public record KindSettings(
        int id,
        String name,
        IntSupplier workerCount,
        int maxAttempts,
        Duration attemptTimeout,
        int maxErrorMessages,
        RetryDelay retryDelay,
        Supplier<Duration> terminalTtl,
        Duration pollInterval,
        int claimSize,
        boolean transactional,
        List<Class<? extends Throwable>> noRetryFor,
        Type payloadType,
        @Nullable TaskWork<?> work,
        @Nullable BatchSettings batch) {}
