package io.pgqueue;

import java.time.Duration;
import java.util.List;
import java.util.Objects;
import java.util.function.IntSupplier;
import java.util.function.Supplier;
import org.jspecify.annotations.Nullable;

/**
 * Options of a kind. Each may be left out (null), and is then taken from the layer below: properties of the kind beat
 * the annotation or registration, which beats {@code pgqueue.defaults.*}. Immutable; built by {@link #none()} and
 * {@code withX}. Bounds are checked when the engine starts, so that an error can say where the value comes from.
 */
public final class KindOptions {

    private static final KindOptions NONE = new KindOptions(new Draft());

    private final @Nullable IntSupplier workerCount;
    private final @Nullable Integer maxAttempts;
    private final @Nullable Duration attemptTimeout;
    private final @Nullable Integer maxErrorMessages;
    private final @Nullable RetryDelay retryDelay;
    private final @Nullable Supplier<Duration> terminalTtl;
    private final @Nullable Duration transitionLogTtl;
    private final @Nullable Duration pollInterval;
    private final @Nullable Integer claimSize;
    private final @Nullable Boolean transactional;
    private final @Nullable Boolean skipExhausted;
    private final @Nullable Integer maxDeaths;
    private final @Nullable List<Class<? extends Throwable>> noRetryFor;
    private final @Nullable Integer batchSize;
    private final @Nullable Duration batchLinger;
    private final @Nullable KindLimits limits;

    private KindOptions(Draft draft) {
        this.workerCount = draft.workerCount;
        this.maxAttempts = draft.maxAttempts;
        this.attemptTimeout = draft.attemptTimeout;
        this.maxErrorMessages = draft.maxErrorMessages;
        this.retryDelay = draft.retryDelay;
        this.terminalTtl = draft.terminalTtl;
        this.transitionLogTtl = draft.transitionLogTtl;
        this.pollInterval = draft.pollInterval;
        this.claimSize = draft.claimSize;
        this.transactional = draft.transactional;
        this.skipExhausted = draft.skipExhausted;
        this.maxDeaths = draft.maxDeaths;
        this.noRetryFor = draft.noRetryFor;
        this.batchSize = draft.batchSize;
        this.batchLinger = draft.batchLinger;
        this.limits = draft.limits;
    }

    /** Nothing set. */
    public static KindOptions none() {
        return NONE;
    }

    /** These options, with what {@code defaults} says where they say nothing. */
    public KindOptions orElse(KindOptions defaults) {
        Draft draft = new Draft();
        draft.workerCount = either(workerCount, defaults.workerCount);
        draft.maxAttempts = either(maxAttempts, defaults.maxAttempts);
        draft.attemptTimeout = either(attemptTimeout, defaults.attemptTimeout);
        draft.maxErrorMessages = either(maxErrorMessages, defaults.maxErrorMessages);
        draft.retryDelay = either(retryDelay, defaults.retryDelay);
        draft.terminalTtl = either(terminalTtl, defaults.terminalTtl);
        draft.transitionLogTtl = either(transitionLogTtl, defaults.transitionLogTtl);
        draft.pollInterval = either(pollInterval, defaults.pollInterval);
        draft.claimSize = either(claimSize, defaults.claimSize);
        draft.transactional = either(transactional, defaults.transactional);
        draft.skipExhausted = either(skipExhausted, defaults.skipExhausted);
        draft.maxDeaths = either(maxDeaths, defaults.maxDeaths);
        draft.noRetryFor = either(noRetryFor, defaults.noRetryFor);
        draft.batchSize = either(batchSize, defaults.batchSize);
        draft.batchLinger = either(batchLinger, defaults.batchLinger);
        draft.limits = limits != null && defaults.limits != null
                ? limits.orElse(defaults.limits)
                : either(limits, defaults.limits);
        return new KindOptions(draft);
    }

    /** Tasks of the kind that an instance runs at once: 0 to 10,000. */
    public KindOptions withWorkerCount(int workerCount) {
        return withWorkerCount(() -> workerCount);
    }

    /** As a supplier, asked again about once a second while processing runs; it must not block. */
    public KindOptions withWorkerCount(IntSupplier workerCount) {
        Draft draft = draft();
        draft.workerCount = Objects.requireNonNull(workerCount, "workerCount");
        return new KindOptions(draft);
    }

    /** Attempts before a task fails for good, the first included: 1 to 1,000,000. */
    public KindOptions withMaxAttempts(int maxAttempts) {
        Draft draft = draft();
        draft.maxAttempts = maxAttempts;
        return new KindOptions(draft);
    }

    /** How long an attempt may take: 1 ms to 30 days. */
    public KindOptions withAttemptTimeout(Duration attemptTimeout) {
        Draft draft = draft();
        draft.attemptTimeout = Objects.requireNonNull(attemptTimeout, "attemptTimeout");
        return new KindOptions(draft);
    }

    /** How many of a task's last errors are kept: 0 to 100. */
    public KindOptions withMaxErrorMessages(int maxErrorMessages) {
        Draft draft = draft();
        draft.maxErrorMessages = maxErrorMessages;
        return new KindOptions(draft);
    }

    /** Wait between attempts. */
    public KindOptions withRetryDelay(RetryDelay retryDelay) {
        Draft draft = draft();
        draft.retryDelay = Objects.requireNonNull(retryDelay, "retryDelay");
        return new KindOptions(draft);
    }

    /** How long closed tasks, and with them their external keys, are kept: 0 (deleted at once) to 10 years. */
    public KindOptions withTerminalTtl(Duration terminalTtl) {
        return withTerminalTtl(() -> terminalTtl);
    }

    /** As a supplier, asked again with each success and about twice a minute for the purge; it must not block. */
    public KindOptions withTerminalTtl(Supplier<Duration> terminalTtl) {
        Draft draft = draft();
        draft.terminalTtl = Objects.requireNonNull(terminalTtl, "terminalTtl");
        return new KindOptions(draft);
    }

    /**
     * How long the transitions of tasks are kept in a log, see {@link TaskAdmin#transitions}: 0 (none are logged) to 10
     * years. Counts for tasks that are added from then on. Left out by all layers it stays as it is in the database: at
     * first, no log.
     */
    public KindOptions withTransitionLogTtl(Duration transitionLogTtl) {
        Draft draft = draft();
        draft.transitionLogTtl = Objects.requireNonNull(transitionLogTtl, "transitionLogTtl");
        return new KindOptions(draft);
    }

    /** Longest time between two looks for work that nobody has notified of: 10 ms to 1 hour. */
    public KindOptions withPollInterval(Duration pollInterval) {
        Draft draft = draft();
        draft.pollInterval = Objects.requireNonNull(pollInterval, "pollInterval");
        return new KindOptions(draft);
    }

    /** Most tasks of the kind that one claim takes: 1 to 10,000. */
    public KindOptions withClaimSize(int claimSize) {
        Draft draft = draft();
        draft.claimSize = claimSize;
        return new KindOptions(draft);
    }

    /** Whether an attempt's work and its success commit in one transaction. */
    public KindOptions withTransactional(boolean transactional) {
        Draft draft = draft();
        draft.transactional = transactional;
        return new KindOptions(draft);
    }

    /** Whether tasks with an ordering key go on past one that has no attempts left; if not, that one blocks its key. */
    public KindOptions withSkipExhausted(boolean skipExhausted) {
        Draft draft = draft();
        draft.skipExhausted = skipExhausted;
        return new KindOptions(draft);
    }

    /**
     * How many workers may die while they run a task: 0 (as many as it has attempts) to 100. At the next death it is set
     * aside: it has no attempts left, whatever {@link #withMaxAttempts} says.
     */
    public KindOptions withMaxDeaths(int maxDeaths) {
        Draft draft = draft();
        draft.maxDeaths = maxDeaths;
        return new KindOptions(draft);
    }

    /** Exceptions, subclasses included, that fail a task for good at once. */
    public KindOptions withNoRetryFor(List<Class<? extends Throwable>> noRetryFor) {
        Draft draft = draft();
        draft.noRetryFor = List.copyOf(noRetryFor);
        return new KindOptions(draft);
    }

    /** Most tasks that a batch handler gets at once: 1 to 1,000. */
    public KindOptions withBatchSize(int batchSize) {
        Draft draft = draft();
        draft.batchSize = batchSize;
        return new KindOptions(draft);
    }

    /** How long a batch that is not full waits for more tasks before a free worker takes it: 0 (not) to 1 minute. */
    public KindOptions withBatchLinger(Duration batchLinger) {
        Draft draft = draft();
        draft.batchLinger = Objects.requireNonNull(batchLinger, "batchLinger");
        return new KindOptions(draft);
    }

    /**
     * How many tasks of the kind all instances together may run at once, and start in a period. Layers add up: a limit that
     * one leaves out is taken from the layer below.
     */
    public KindOptions withLimits(KindLimits limits) {
        Draft draft = draft();
        draft.limits = Objects.requireNonNull(limits, "limits");
        return new KindOptions(draft);
    }

    public @Nullable IntSupplier workerCount() {
        return workerCount;
    }

    public @Nullable Integer maxAttempts() {
        return maxAttempts;
    }

    public @Nullable Duration attemptTimeout() {
        return attemptTimeout;
    }

    public @Nullable Integer maxErrorMessages() {
        return maxErrorMessages;
    }

    public @Nullable RetryDelay retryDelay() {
        return retryDelay;
    }

    public @Nullable Supplier<Duration> terminalTtl() {
        return terminalTtl;
    }

    public @Nullable Duration transitionLogTtl() {
        return transitionLogTtl;
    }

    public @Nullable Duration pollInterval() {
        return pollInterval;
    }

    public @Nullable Integer claimSize() {
        return claimSize;
    }

    public @Nullable Boolean transactional() {
        return transactional;
    }

    public @Nullable Boolean skipExhausted() {
        return skipExhausted;
    }

    public @Nullable Integer maxDeaths() {
        return maxDeaths;
    }

    public @Nullable List<Class<? extends Throwable>> noRetryFor() {
        return noRetryFor;
    }

    public @Nullable Integer batchSize() {
        return batchSize;
    }

    public @Nullable Duration batchLinger() {
        return batchLinger;
    }

    public @Nullable KindLimits limits() {
        return limits;
    }

    private static <T> @Nullable T either(@Nullable T first, @Nullable T second) {
        return first != null ? first : second;
    }

    private Draft draft() {
        Draft draft = new Draft();
        draft.workerCount = workerCount;
        draft.maxAttempts = maxAttempts;
        draft.attemptTimeout = attemptTimeout;
        draft.maxErrorMessages = maxErrorMessages;
        draft.retryDelay = retryDelay;
        draft.terminalTtl = terminalTtl;
        draft.transitionLogTtl = transitionLogTtl;
        draft.pollInterval = pollInterval;
        draft.claimSize = claimSize;
        draft.transactional = transactional;
        draft.skipExhausted = skipExhausted;
        draft.maxDeaths = maxDeaths;
        draft.noRetryFor = noRetryFor;
        draft.batchSize = batchSize;
        draft.batchLinger = batchLinger;
        draft.limits = limits;
        return draft;
    }

    /** The mutable twin that a {@code withX} changes before it becomes options. */
    private static final class Draft {
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
    }
}
