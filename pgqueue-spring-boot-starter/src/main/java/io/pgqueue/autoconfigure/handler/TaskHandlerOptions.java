package io.pgqueue.autoconfigure.handler;

import io.pgqueue.KindLimits;
import io.pgqueue.KindOptions;
import io.pgqueue.OptionBounds;
import io.pgqueue.TaskHandler;
import io.pgqueue.autoconfigure.failure.SetupException;
import java.time.Duration;
import java.util.List;
import org.jspecify.annotations.Nullable;
import org.springframework.beans.factory.config.ConfigurableBeanFactory;
import org.springframework.boot.convert.DurationStyle;

/** Reads the attributes of a {@link TaskHandler}; those at their defaults stay open. */
final class TaskHandlerOptions {

    private static final int UNSET = -1;

    private final ConfigurableBeanFactory beanFactory;

    TaskHandlerOptions(ConfigurableBeanFactory beanFactory) {
        this.beanFactory = beanFactory;
    }

    String kind(TaskHandler annotation, Declaration declaration) {
        String kind = resolve("value", annotation.value(), declaration);
        if (!KindNames.isValid(kind)) {
            throw declaration.wrong(
                    "its kind is '" + kind + "', but a kind " + KindNames.RULE,
                    "Rename the kind: lower-case letters, digits and dashes, at most 63, not beginning with a dash.");
        }
        return kind;
    }

    KindOptions options(TaskHandler annotation, Declaration declaration) {
        KindOptions options = KindOptions.none();
        if (annotation.workerCount() != UNSET) {
            options = options.withWorkerCount(
                    checked("workerCount", annotation.workerCount(), OptionBounds.WORKER_COUNT, declaration));
        }
        if (annotation.maxAttempts() != UNSET) {
            options = options.withMaxAttempts(
                    checked("maxAttempts", annotation.maxAttempts(), OptionBounds.MAX_ATTEMPTS, declaration));
        }
        Duration timeout =
                duration("attemptTimeout", annotation.attemptTimeout(), OptionBounds.ATTEMPT_TIMEOUT, declaration);
        if (timeout != null) {
            options = options.withAttemptTimeout(timeout);
        }
        Duration ttl = duration("terminalTtl", annotation.terminalTtl(), OptionBounds.TERMINAL_TTL, declaration);
        if (ttl != null) {
            options = options.withTerminalTtl(ttl);
        }
        if (annotation.noRetryFor().length > 0) {
            options = options.withNoRetryFor(List.of(annotation.noRetryFor()));
        }
        if (annotation.transactional()) {
            options = options.withTransactional(true);
        }
        if (annotation.skipExhausted()) {
            options = options.withSkipExhausted(true);
        }
        if (annotation.maxDeaths() != UNSET) {
            options = options.withMaxDeaths(
                    checked("maxDeaths", annotation.maxDeaths(), OptionBounds.MAX_DEATHS, declaration));
        }
        KindLimits limits = new TaskLimitsReader(limitAttributes(declaration)).read(annotation.limits());
        if (!limits.equals(KindLimits.none())) {
            options = options.withLimits(limits);
        }
        return withRetryDelay(withBatch(options, annotation, declaration), annotation, declaration);
    }

    private KindOptions withBatch(KindOptions options, TaskHandler annotation, Declaration declaration) {
        KindOptions batch = options;
        if (annotation.batchSize() != UNSET) {
            batch = batch.withBatchSize(
                    checked("batchSize", annotation.batchSize(), OptionBounds.BATCH_SIZE, declaration));
        }
        Duration linger = duration("batchLinger", annotation.batchLinger(), OptionBounds.BATCH_LINGER, declaration);
        return linger == null ? batch : batch.withBatchLinger(linger);
    }

    private TaskLimitsReader.Attributes limitAttributes(Declaration declaration) {
        return new TaskLimitsReader.Attributes() {
            @Override
            public @Nullable Integer number(String attribute, int value) {
                return value == UNSET ? null : checked(attribute, value, OptionBounds.LIMIT, declaration);
            }

            @Override
            public @Nullable Duration period(String attribute, String value, boolean expected) {
                Duration period = duration(attribute, value, OptionBounds.LIMIT_PERIOD, declaration);
                if ((period != null) != expected) {
                    throw wrongValue(
                            attribute,
                            value,
                            expected
                                    ? "is missing: a number of starts needs a period"
                                    : "says nothing without a number of starts",
                            declaration);
                }
                return period;
            }
        };
    }

    private KindOptions withRetryDelay(KindOptions options, TaskHandler annotation, Declaration declaration) {
        String text = resolve("retryDelay", annotation.retryDelay(), declaration);
        if (text.isBlank()) {
            return options;
        }
        try {
            return options.withRetryDelay(RetryDelayText.parse(text, beanFactory));
        } catch (IllegalArgumentException e) {
            throw wrongValue("retryDelay", text, String.valueOf(e.getMessage()), declaration);
        }
    }

    private @Nullable Duration duration(
            String attribute, String value, OptionBounds<Duration> bounds, Declaration declaration) {
        String text = resolve(attribute, value, declaration).trim();
        if (text.isEmpty()) {
            return null;
        }
        try {
            return checked(attribute, DurationStyle.detectAndParse(text), bounds, declaration);
        } catch (IllegalArgumentException e) {
            throw wrongValue(attribute, text, "is no duration such as 30s or PT30S", declaration);
        }
    }

    private static <T extends Comparable<T>> T checked(
            String attribute, T value, OptionBounds<T> bounds, Declaration declaration) {
        if (!bounds.admits(value)) {
            throw wrongValue(attribute, value, "is out of range: it " + bounds.rule(), declaration);
        }
        return value;
    }

    private String resolve(String attribute, String text, Declaration declaration) {
        try {
            String resolved = beanFactory.resolveEmbeddedValue(text);
            return resolved != null ? resolved : "";
        } catch (IllegalArgumentException e) {
            throw wrongValue(attribute, text, "has a placeholder without a value: " + e.getMessage(), declaration);
        }
    }

    private static SetupException wrongValue(String attribute, Object value, String reason, Declaration declaration) {
        return declaration.wrong(
                attribute + " = " + value + " " + reason, "Correct the attribute " + attribute + " of @TaskHandler.");
    }
}
