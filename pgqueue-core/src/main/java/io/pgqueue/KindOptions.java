package io.pgqueue;

import java.time.Duration;
import java.util.List;
import java.util.Objects;
import java.util.function.Consumer;
import java.util.function.IntSupplier;
import java.util.function.Supplier;
import org.jspecify.annotations.Nullable;

/**
 * Options of a kind. Each may be left out (null), and is then taken from the layer below: properties of the kind beat
 * the annotation or registration, which beats {@code pgqueue.defaults.*}. Immutable; built by {@link #none()} and
 * {@code withX}. Bounds are checked when the engine starts, so that an error can say where the value comes from.
 */
public final class KindOptions {

    private static final KindOptions NONE = new KindOptions(new Values());

    private final Values values;

    private KindOptions(Values values) {
        this.values = values;
    }

    /** Nothing set. */
    public static KindOptions none() {
        return NONE;
    }

    /** These options, with what {@code defaults} says where they say nothing. */
    public KindOptions orElse(KindOptions defaults) {
        return new KindOptions(values.orElse(defaults.values));
    }

    /** Tasks of the kind that an instance runs at once: 0 to 10,000. */
    public KindOptions withWorkerCount(int workerCount) {
        return withWorkerCount(() -> workerCount);
    }

    /** As a supplier, asked again about once a second while processing runs; it must not block. */
    public KindOptions withWorkerCount(IntSupplier workerCount) {
        return with(next -> next.workerCount = Objects.requireNonNull(workerCount, "workerCount"));
    }

    /** Attempts before a task fails for good, the first included: 1 to 1,000,000. */
    public KindOptions withMaxAttempts(int maxAttempts) {
        return with(next -> next.maxAttempts = maxAttempts);
    }

    /** How long an attempt may take: 1 ms to 30 days. */
    public KindOptions withAttemptTimeout(Duration attemptTimeout) {
        return with(next -> next.attemptTimeout = Objects.requireNonNull(attemptTimeout, "attemptTimeout"));
    }

    /**
     * How many of a task's last errors are kept when it fails on an instance: 0 to 100. A failure that SQL records, and the
     * death of a worker, keep the last 10.
     */
    public KindOptions withMaxErrorMessages(int maxErrorMessages) {
        return with(next -> next.maxErrorMessages = maxErrorMessages);
    }

    /** Wait between attempts. */
    public KindOptions withRetryDelay(RetryDelay retryDelay) {
        return with(next -> next.retryDelay = Objects.requireNonNull(retryDelay, "retryDelay"));
    }

    /** How long closed tasks, and with them their external keys, are kept: 0 (deleted at once) to 10 years. */
    public KindOptions withTerminalTtl(Duration terminalTtl) {
        return withTerminalTtl(() -> terminalTtl);
    }

    /** As a supplier, asked again with each success and about twice a minute for the purge; it must not block. */
    public KindOptions withTerminalTtl(Supplier<Duration> terminalTtl) {
        return with(next -> next.terminalTtl = Objects.requireNonNull(terminalTtl, "terminalTtl"));
    }

    /**
     * How long the transitions of tasks are kept in a log, see {@link TaskAdmin#transitions}: 0 (none are logged) to 10
     * years. Counts for tasks that are added from then on. Left out by all layers it stays as it is in the database: at
     * first, no log.
     */
    public KindOptions withTransitionLogTtl(Duration transitionLogTtl) {
        return with(next -> next.transitionLogTtl = Objects.requireNonNull(transitionLogTtl, "transitionLogTtl"));
    }

    /** Longest time between two looks for work that nobody has notified of: 10 ms to 1 hour. */
    public KindOptions withPollInterval(Duration pollInterval) {
        return with(next -> next.pollInterval = Objects.requireNonNull(pollInterval, "pollInterval"));
    }

    /** Most tasks of the kind that one claim takes: 1 to 10,000. */
    public KindOptions withClaimSize(int claimSize) {
        return with(next -> next.claimSize = claimSize);
    }

    /** Whether an attempt's work and its success commit in one transaction. */
    public KindOptions withTransactional(boolean transactional) {
        return with(next -> next.transactional = transactional);
    }

    /** Whether tasks with an ordering key go on past one that has no attempts left; if not, that one blocks its key. */
    public KindOptions withSkipExhausted(boolean skipExhausted) {
        return with(next -> next.skipExhausted = skipExhausted);
    }

    /**
     * How many workers may die while they run a task: 0 (as many as it has attempts) to 100. At the next death it is set
     * aside: it has no attempts left, whatever {@link #withMaxAttempts} says.
     */
    public KindOptions withMaxDeaths(int maxDeaths) {
        return with(next -> next.maxDeaths = maxDeaths);
    }

    /** Exceptions, subclasses included, that fail a task for good at once. */
    public KindOptions withNoRetryFor(List<Class<? extends Throwable>> noRetryFor) {
        return with(next -> next.noRetryFor = List.copyOf(noRetryFor));
    }

    /** Most tasks that a batch handler gets at once: 1 to 1,000. */
    public KindOptions withBatchSize(int batchSize) {
        return with(next -> next.batchSize = batchSize);
    }

    /** How long a batch that is not full waits for more tasks before a free worker takes it: 0 (not) to 1 minute. */
    public KindOptions withBatchLinger(Duration batchLinger) {
        return with(next -> next.batchLinger = Objects.requireNonNull(batchLinger, "batchLinger"));
    }

    /**
     * How many tasks of the kind all instances together may run at once, and start in a period. Layers add up: a limit that
     * one leaves out is taken from the layer below.
     */
    public KindOptions withLimits(KindLimits limits) {
        return with(next -> next.limits = Objects.requireNonNull(limits, "limits"));
    }

    public @Nullable IntSupplier workerCount() {
        return values.workerCount;
    }

    public @Nullable Integer maxAttempts() {
        return values.maxAttempts;
    }

    public @Nullable Duration attemptTimeout() {
        return values.attemptTimeout;
    }

    public @Nullable Integer maxErrorMessages() {
        return values.maxErrorMessages;
    }

    public @Nullable RetryDelay retryDelay() {
        return values.retryDelay;
    }

    public @Nullable Supplier<Duration> terminalTtl() {
        return values.terminalTtl;
    }

    public @Nullable Duration transitionLogTtl() {
        return values.transitionLogTtl;
    }

    public @Nullable Duration pollInterval() {
        return values.pollInterval;
    }

    public @Nullable Integer claimSize() {
        return values.claimSize;
    }

    public @Nullable Boolean transactional() {
        return values.transactional;
    }

    public @Nullable Boolean skipExhausted() {
        return values.skipExhausted;
    }

    public @Nullable Integer maxDeaths() {
        return values.maxDeaths;
    }

    public @Nullable List<Class<? extends Throwable>> noRetryFor() {
        return values.noRetryFor;
    }

    public @Nullable Integer batchSize() {
        return values.batchSize;
    }

    public @Nullable Duration batchLinger() {
        return values.batchLinger;
    }

    public @Nullable KindLimits limits() {
        return values.limits;
    }

    private KindOptions with(Consumer<Values> change) {
        Values next = values.orElse(NONE.values);
        change.accept(next);
        return new KindOptions(next);
    }

    /** What is mutable while a {@code withX} changes it, and never again. */
    private static final class Values {
        private @Nullable IntSupplier workerCount;
        private @Nullable Integer maxAttempts;
        private @Nullable Duration attemptTimeout;
        private @Nullable Integer maxErrorMessages;
        private @Nullable RetryDelay retryDelay;
        private @Nullable Supplier<Duration> terminalTtl;
        private @Nullable Duration transitionLogTtl;
        private @Nullable Duration pollInterval;
        private @Nullable Integer claimSize;
        private @Nullable Boolean transactional;
        private @Nullable Boolean skipExhausted;
        private @Nullable Integer maxDeaths;
        private @Nullable List<Class<? extends Throwable>> noRetryFor;
        private @Nullable Integer batchSize;
        private @Nullable Duration batchLinger;
        private @Nullable KindLimits limits;

        /** A copy, with what {@code defaults} hold where these hold nothing. */
        private Values orElse(Values defaults) {
            Values both = new Values();
            both.workerCount = either(workerCount, defaults.workerCount);
            both.maxAttempts = either(maxAttempts, defaults.maxAttempts);
            both.attemptTimeout = either(attemptTimeout, defaults.attemptTimeout);
            both.maxErrorMessages = either(maxErrorMessages, defaults.maxErrorMessages);
            both.retryDelay = either(retryDelay, defaults.retryDelay);
            both.terminalTtl = either(terminalTtl, defaults.terminalTtl);
            both.transitionLogTtl = either(transitionLogTtl, defaults.transitionLogTtl);
            both.pollInterval = either(pollInterval, defaults.pollInterval);
            both.claimSize = either(claimSize, defaults.claimSize);
            both.transactional = either(transactional, defaults.transactional);
            both.skipExhausted = either(skipExhausted, defaults.skipExhausted);
            both.maxDeaths = either(maxDeaths, defaults.maxDeaths);
            both.noRetryFor = either(noRetryFor, defaults.noRetryFor);
            both.batchSize = either(batchSize, defaults.batchSize);
            both.batchLinger = either(batchLinger, defaults.batchLinger);
            both.limits = limits != null && defaults.limits != null
                    ? limits.orElse(defaults.limits)
                    : either(limits, defaults.limits);
            return both;
        }

        private static <T> @Nullable T either(@Nullable T first, @Nullable T second) {
            return first != null ? first : second;
        }
    }
}
