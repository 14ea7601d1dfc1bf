package io.pgqueue.engine;

import io.pgqueue.BatchWork;
import io.pgqueue.KindOptions;
import io.pgqueue.OptionBounds;
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
        check.within(OptionBounds.WORKER_COUNT, "worker-count", workers.getAsInt());
        checkTerminalTtl(registration.kind(), ttl.get());
        BatchSettings batch = check.batch(registration.batchWork(), options);
        int claimSize = check.within(OptionBounds.CLAIM_SIZE, "claim-size", options.claimSize());
        return new KindSettings(
                id,
                registration.kind(),
                workers,
                check.within(OptionBounds.MAX_ATTEMPTS, "max-attempts", options.maxAttempts()),
                check.within(OptionBounds.ATTEMPT_TIMEOUT, "attempt-timeout", options.attemptTimeout()),
                check.within(OptionBounds.MAX_ERROR_MESSAGES, "max-error-messages", options.maxErrorMessages()),
                Objects.requireNonNull(options.retryDelay()),
                ttl,
                check.within(OptionBounds.POLL_INTERVAL, "poll-interval", options.pollInterval()),
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
        Duration linger = within(OptionBounds.BATCH_LINGER, "batch-linger", options.batchLinger());
        return new BatchSettings(
                within(OptionBounds.BATCH_SIZE, "batch-size", options.batchSize()), linger.toNanos(), work);
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
        return new OptionsCheck(kind).within(OptionBounds.TERMINAL_TTL, "terminal-ttl", ttl);
    }

    /** The TTL itself, which may be left out; InvalidRegistrationException if it is out of range. */
    static @Nullable Duration checkLogTtl(String kind, @Nullable Duration ttl) {
        return ttl == null
                ? null
                : new OptionsCheck(kind).within(OptionBounds.TRANSITION_LOG_TTL, "transition-log-ttl", ttl);
    }

    /** The option itself, which may be left out; InvalidRegistrationException if it is out of range. */
    static @Nullable Integer checkMaxDeaths(String kind, @Nullable Integer maxDeaths) {
        return maxDeaths == null
                ? null
                : new OptionsCheck(kind).within(OptionBounds.MAX_DEATHS, "max-deaths", maxDeaths);
    }

    /** The value of an option that some layer has set. */
    private <T extends Comparable<T>> T within(OptionBounds<T> bounds, String option, @Nullable T value) {
        T set = Objects.requireNonNull(value, option);
        if (!bounds.admits(set)) {
            throw new InvalidRegistrationException(
                    kind,
                    option + " of kind '" + kind + "' is " + set + ", but " + bounds.rule()
                            + "; it is set by pgqueue.kinds." + kind + "." + option
                            + ", the handler's annotation or registration, or pgqueue.defaults." + option);
        }
        return set;
    }
}
