package io.pgqueue.autoconfigure;

import java.time.Duration;
import org.jspecify.annotations.Nullable;
import org.springframework.boot.context.properties.NestedConfigurationProperty;

/**
 * Options of a kind; what is left out is taken from the handler, then from the defaults.
 *
 * @param workerCount Tasks of the kind that this instance runs at once, 0 to 10000; 0 for none. By Little's law as many
 *     are busy, over all instances, as tasks arrive a second times the seconds that one takes: 20 a second of 0.5 s each
 *     keep 10 workers busy, and some more are needed for peaks.
 * @param maxAttempts Attempts before a task fails for good, the first run included; 1 to 1000000.
 * @param attemptTimeout How long an attempt may take before its thread is interrupted; 1ms to 30d.
 * @param maxErrorMessages How many of a task's last errors are kept when it fails on an instance; 0 to 100. A failure that
 *     SQL records, and the death of a worker, keep the last 10.
 * @param retryDelay Wait between attempts. In one line it is a constant (5s), steps (1s, 10s, 5m), a span that doubles up
 *     to a cap (6s..10m), or the name of a RetryDelay bean.
 * @param terminalTtl How long closed tasks, and with them their external keys, are kept; 0 (deleted at once) to 3660d.
 * @param transitionLogTtl How long the transitions of tasks are kept in a log; 0 (none are logged) to 3660d.
 * @param pollInterval Longest time between two looks for work that nobody has notified of; 10ms to 1h.
 * @param claimSize Most tasks of the kind that one claim takes; 1 to 10000.
 * @param batchSize Most tasks that a batch handler gets at once; 1 to 1000. Refused for a handler of single tasks.
 * @param batchLinger How long a batch that is not full waits for more tasks before a free worker takes it; 0 to 1m.
 * @param transactional Whether an attempt's work and its success commit in one transaction.
 * @param skipExhausted Whether tasks with an ordering key go on past one that has no attempts left; if not, that one blocks
 *     its key until it is retried or cancelled.
 * @param maxDeaths How many workers may die while they run a task, before it is set aside as one that has no attempts left;
 *     0 (as many as it has attempts) to 100.
 * @param limits How many tasks all instances together run at once and start in a period.
 */
record KindProperties(
        @Nullable Integer workerCount,
        @Nullable Integer maxAttempts,
        @Nullable Duration attemptTimeout,
        @Nullable Integer maxErrorMessages,
        @NestedConfigurationProperty @Nullable RetryDelayProperties retryDelay,
        @Nullable Duration terminalTtl,
        @Nullable Duration transitionLogTtl,
        @Nullable Duration pollInterval,
        @Nullable Integer claimSize,
        @Nullable Integer batchSize,
        @Nullable Duration batchLinger,
        @Nullable Boolean transactional,
        @Nullable Boolean skipExhausted,
        @Nullable Integer maxDeaths,
        @NestedConfigurationProperty @Nullable LimitProperties limits) {}
