package io.pgqueue.autoconfigure;

import io.pgqueue.KindOptions;
import io.pgqueue.OptionBounds;
import java.util.function.BiFunction;
import org.jspecify.annotations.Nullable;
import org.springframework.beans.factory.BeanFactory;
import org.springframework.boot.context.properties.source.InvalidConfigurationPropertyValueException;

/** Makes options of the properties of a kind, or says which property is out of range, and what the range is. */
final class KindOptionsReader {

    private final RetryDelayReader retryDelays;

    KindOptionsReader(BeanFactory beanFactory) {
        this.retryDelays = new RetryDelayReader(beanFactory);
    }

    /**
     * @param name full name of the property that holds the others, such as {@code pgqueue.kinds.send-mail}
     * @throws InvalidConfigurationPropertyValueException for the first value that is out of range
     */
    KindOptions read(String name, KindProperties from) {
        KindOptions to = KindOptions.none();
        to = set(
                to,
                name + ".worker-count",
                from.workerCount(),
                OptionBounds.WORKER_COUNT,
                (options, value) -> options.withWorkerCount(value));
        to = set(
                to,
                name + ".max-attempts",
                from.maxAttempts(),
                OptionBounds.MAX_ATTEMPTS,
                KindOptions::withMaxAttempts);
        to = set(
                to,
                name + ".attempt-timeout",
                from.attemptTimeout(),
                OptionBounds.ATTEMPT_TIMEOUT,
                KindOptions::withAttemptTimeout);
        to = set(
                to,
                name + ".max-error-messages",
                from.maxErrorMessages(),
                OptionBounds.MAX_ERROR_MESSAGES,
                KindOptions::withMaxErrorMessages);
        to = set(
                to,
                name + ".terminal-ttl",
                from.terminalTtl(),
                OptionBounds.TERMINAL_TTL,
                (options, value) -> options.withTerminalTtl(value));
        to = set(
                to,
                name + ".transition-log-ttl",
                from.transitionLogTtl(),
                OptionBounds.TRANSITION_LOG_TTL,
                KindOptions::withTransitionLogTtl);
        to = set(
                to,
                name + ".poll-interval",
                from.pollInterval(),
                OptionBounds.POLL_INTERVAL,
                KindOptions::withPollInterval);
        to = set(to, name + ".max-deaths", from.maxDeaths(), OptionBounds.MAX_DEATHS, KindOptions::withMaxDeaths);
        to = set(to, name + ".claim-size", from.claimSize(), OptionBounds.CLAIM_SIZE, KindOptions::withClaimSize);
        to = set(to, name + ".batch-size", from.batchSize(), OptionBounds.BATCH_SIZE, KindOptions::withBatchSize);
        to = set(
                to,
                name + ".batch-linger",
                from.batchLinger(),
                OptionBounds.BATCH_LINGER,
                KindOptions::withBatchLinger);
        if (from.retryDelay() != null) {
            to = to.withRetryDelay(retryDelays.read(name + ".retry-delay", from.retryDelay()));
        }
        if (from.limits() != null) {
            to = to.withLimits(LimitsReader.read(name + ".limits", from.limits()));
        }
        if (from.transactional() != null) {
            to = to.withTransactional(from.transactional());
        }
        return from.skipExhausted() != null ? to.withSkipExhausted(from.skipExhausted()) : to;
    }

    private static <T extends Comparable<T>> KindOptions set(
            KindOptions options,
            String name,
            @Nullable T value,
            OptionBounds<T> bounds,
            BiFunction<KindOptions, T, KindOptions> setter) {
        if (value == null) {
            return options;
        }
        if (!bounds.admits(value)) {
            throw new InvalidConfigurationPropertyValueException(name, value, bounds.rule());
        }
        return setter.apply(options, value);
    }
}
