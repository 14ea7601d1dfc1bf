package io.pgqueue.engine;

import io.pgqueue.BatchWork;
import io.pgqueue.KindOptions;
import io.pgqueue.TaskRegistration;
import io.pgqueue.internal.work.BatchSettings;
import io.pgqueue.internal.work.KindSettings;
import java.time.Duration;
import java.util.Map;
import java.util.Objects;
import java.util.function.IntSupplier;
import java.util.function.Supplier;
import org.jspecify.annotations.Nullable;

/** Checks the options of a kind, after all layers, and turns them into what the work needs. */
final class OptionsCheck {

    private static final Duration POLL_BEHIND_LISTEN = Duration.ofSeconds(5);
    private static final Duration POLL_WITHOUT_LISTEN = Duration.ofSeconds(1);
    private static final KindOptions BATCH =
            KindOptions.none().withBatchSize(100).withBatchLinger(Duration.ZERO);

    private final String kind;

    private OptionsCheck(String kind) {
        this.kind = kind;
    }

    /** Options in force for a registration. */
    static KindOptions resolve(
            TaskRegistration registration, Map<String, KindOptions> declared, EngineSettings settings) {
        KindOptions own =
                declared.getOrDefault(registration.kind(), KindOptions.none()).orElse(registration.options());
        if (registration.batchWork() == null && (own.batchSize() != null || own.batchLinger() != null)) {
            throw notABatch(registration.kind());
        }
        return own.orElse(settings.defaults())
                .orElse(EngineSettings.standardOptions())
                .orElse(registration.batchWork() == null ? KindOptions.none() : BATCH)
                .orElse(KindOptions.none()
                        .withPollInterval(settings.listen() ? POLL_BEHIND_LISTEN : POLL_WITHOUT_LISTEN));
    }

    /**
     * The settings of a kind with the given id.
     *
     * @throws InvalidRegistrationException if an option is out of range
     */
    static KindSettings check(int id, TaskRegistration registration, KindOptions options) {
        OptionsCheck check = new OptionsCheck(registration.kind());
        IntSupplier workers = Objects.requireNonNull(options.workerCount());
        Supplier<Duration> ttl = Objects.requireNonNull(options.terminalTtl());
        check.inRange("worker-count", workers.getAsInt(), 0, 10_000);
        checkTerminalTtl(registration.kind(), ttl.get());
        BatchSettings batch = check.batch(registration.batchWork(), options);
        int claimSize = check.inRange("claim-size", Objects.requireNonNull(options.claimSize()), 1, 10_000);
        return new KindSettings(
                id,
                registration.kind(),
                workers,
                check.inRange("max-attempts", Objects.requireNonNull(options.maxAttempts()), 1, 1_000_000),
                check.inRange(
                        "attempt-timeout",
                        Objects.requireNonNull(options.attemptTimeout()),
                        Duration.ofMillis(1),
                        Duration.ofDays(30)),
                check.inRange("max-error-messages", Objects.requireNonNull(options.maxErrorMessages()), 0, 100),
                Objects.requireNonNull(options.retryDelay()),
                ttl,
                check.inRange(
                        "poll-interval",
                        Objects.requireNonNull(options.pollInterval()),
                        Duration.ofMillis(10),
                        Duration.ofHours(1)),
                batch == null ? claimSize : Math.max(claimSize - claimSize % batch.size(), batch.size()),
                Objects.requireNonNull(options.transactional()),
                Objects.requireNonNull(options.noRetryFor()),
                registration.payloadType(),
                registration.work(),
                batch);
    }

    private @Nullable BatchSettings batch(@Nullable BatchWork<?> work, KindOptions options) {
        if (work == null) {
            return null;
        }
        Duration linger = inRange(
                "batch-linger", Objects.requireNonNull(options.batchLinger()), Duration.ZERO, Duration.ofMinutes(1));
        return new BatchSettings(
                inRange("batch-size", Objects.requireNonNull(options.batchSize()), 1, 1_000), linger.toNanos(), work);
    }

    private static InvalidRegistrationException notABatch(String kind) {
        return new InvalidRegistrationException(
                kind,
                "kind '" + kind + "' has a batch-size or batch-linger, but its handler takes one task at a time; let it"
                        + " take a TaskBatch, or remove what sets them: pgqueue.kinds." + kind
                        + ".batch-*, or the handler's annotation or registration");
    }

    /** The TTL itself; InvalidRegistrationException if it is out of range. */
    static Duration checkTerminalTtl(String kind, Duration ttl) {
        return new OptionsCheck(kind).inRange("terminal-ttl", ttl, Duration.ZERO, Duration.ofDays(3_660));
    }

    /** The TTL itself, which may be left out; InvalidRegistrationException if it is out of range. */
    static @Nullable Duration checkLogTtl(String kind, @Nullable Duration ttl) {
        return ttl == null
                ? null
                : new OptionsCheck(kind).inRange("transition-log-ttl", ttl, Duration.ZERO, Duration.ofDays(3_660));
    }

    /** The option itself, which may be left out; InvalidRegistrationException if it is out of range. */
    static @Nullable Integer checkMaxDeaths(String kind, @Nullable Integer maxDeaths) {
        return maxDeaths == null ? null : new OptionsCheck(kind).inRange("max-deaths", maxDeaths, 0, 100);
    }

    private int inRange(String option, int value, int least, int most) {
        if (value < least || value > most) {
            throw outOfRange(option, value, least, most);
        }
        return value;
    }

    private Duration inRange(String option, Duration value, Duration least, Duration most) {
        if (value.compareTo(least) < 0 || value.compareTo(most) > 0) {
            throw outOfRange(option, value, least, most);
        }
        return value;
    }

    private InvalidRegistrationException outOfRange(String option, Object value, Object least, Object most) {
        return new InvalidRegistrationException(
                kind,
                option + " of kind '" + kind + "' is " + value + ", but must be " + least + " to " + most
                        + "; it is set by pgqueue.kinds." + kind + "." + option
                        + ", the handler's annotation or registration, or pgqueue.defaults." + option);
    }
}
