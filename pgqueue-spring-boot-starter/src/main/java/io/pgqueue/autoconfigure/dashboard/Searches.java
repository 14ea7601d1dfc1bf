package io.pgqueue.autoconfigure.dashboard;

import io.pgqueue.TaskFilter;
import io.pgqueue.TimeRange;
import java.time.Duration;
import java.time.Instant;
import java.util.concurrent.Semaphore;
import java.util.concurrent.TimeUnit;
import java.util.function.LongSupplier;
import java.util.function.Supplier;

/**
 * Asks what may cost the database seconds. At most two such questions run at once on this instance, whoever asks; further ones
 * wait a little, and then are refused. An answer is shared for ten times as long as it took. So the same search costs a tenth
 * of a connection's time at most, and all together cost two connections, however many dashboards are open. Thread-safe.
 */
final class Searches {

    /** Beyond that a search is not worth repeating again and again by itself. */
    static final Duration QUICK = Duration.ofMillis(200);

    private static final int AT_ONCE = 2;
    private static final int SHARED_TIMES = 10;
    private static final Duration SHARED = Duration.ofSeconds(1);

    private final SharedAnswers answers;
    private final LongSupplier nanoTime;
    private final Duration patience;
    private final Semaphore free = new Semaphore(AT_ONCE, true);

    Searches(SharedAnswers answers) {
        this(answers, System::nanoTime, Duration.ofMillis(2_500));
    }

    /** @param patience how long a question waits for those before it; shorter than that of {@link SharedAnswers} */
    Searches(SharedAnswers answers, LongSupplier nanoTime, Duration patience) {
        this.answers = answers;
        this.nanoTime = nanoTime;
        this.patience = patience;
    }

    /** Whether indexes leave so much to look through that a search by this filter may take long. */
    static boolean mayTakeLong(TaskFilter filter) {
        boolean looksInside = filter.externalKey() != null
                || filter.externalKeyPrefix() != null
                || filter.orderingKey() != null
                || filter.partitionKey() != null
                || filter.groupId() != null
                || filter.errorType() != null
                || filter.errorText() != null
                || filter.payload() != null
                || filter.minAge() != null
                || isBounded(filter.created())
                || isBounded(filter.available());
        return looksInside && filter.idFrom() == null;
    }

    /**
     * The answer to a question that may take long, at most ten times as old as it took, or one second.
     *
     * @throws Refusal if others are being answered, and were not within our patience
     */
    <T> Timed<T> ask(String key, Supplier<T> source) {
        return answers.get(key, Searches::sharedFor, () -> inTurn(source));
    }

    /** The answer to one that does not. */
    <T> Timed<T> askAtOnce(String key, Supplier<T> source) {
        return answers.get(key, Searches::sharedFor, () -> timed(source));
    }

    private <T> Timed<T> inTurn(Supplier<T> source) {
        try {
            if (!free.tryAcquire(patience.toMillis(), TimeUnit.MILLISECONDS)) {
                throw new Refusal(
                        429,
                        "Two searches that no index serves are under way already, and more are not run at once. "
                                + "Ask again in a few seconds; a kind, a status or a time of closing makes a search fast.");
            }
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            throw new Refusal(503, "The application is stopping");
        }
        try {
            return timed(source);
        } finally {
            free.release();
        }
    }

    private <T> Timed<T> timed(Supplier<T> source) {
        Instant askedAt = Instant.now();
        long begun = nanoTime.getAsLong();
        T value = source.get();
        return new Timed<>(value, askedAt, Duration.ofNanos(nanoTime.getAsLong() - begun));
    }

    private static Duration sharedFor(Timed<?> answer) {
        Duration times = answer.took.multipliedBy(SHARED_TIMES);
        return times.compareTo(SHARED) > 0 ? times : SHARED;
    }

    private static boolean isBounded(TimeRange range) {
        return range.from() != null || range.to() != null;
    }

    /** An answer, when it was asked for, and how long that took. */
    record Timed<T>(T value, Instant askedAt, Duration took) {}
}
