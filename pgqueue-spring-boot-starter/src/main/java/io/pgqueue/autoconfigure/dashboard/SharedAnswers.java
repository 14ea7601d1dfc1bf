package io.pgqueue.autoconfigure.dashboard;

import io.pgqueue.autoconfigure.actuate.BoundedQuestion;
import java.time.Duration;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;
import java.util.function.Function;
import java.util.function.LongSupplier;
import java.util.function.Supplier;
import org.jspecify.annotations.Nullable;

/**
 * Asks the database a question once for all who ask it within a moment, so that fifty dashboards cost as much as one; and
 * lets nobody wait for long where the database is away. Thread-safe.
 */
final class SharedAnswers {

    private static final int MOST = 200;
    private static final Duration PATIENCE = Duration.ofSeconds(5);

    private final LongSupplier nanoTime;

    /** The least recently used goes first. Guarded by itself. */
    private final Map<String, Entry> entries = new LinkedHashMap<>(16, 0.75f, true) {
        private static final long serialVersionUID = 1L;

        @Override
        protected boolean removeEldestEntry(Map.Entry<String, Entry> eldest) {
            return size() > MOST;
        }
    };

    /** By the monotonic clock; null if it never did. Guarded by {@link #entries}. */
    private @Nullable Long forgotAt;

    SharedAnswers() {
        this(System::nanoTime);
    }

    /** @param nanoTime the monotonic clock */
    SharedAnswers(LongSupplier nanoTime) {
        this.nanoTime = nanoTime;
    }

    /**
     * The answer to a question, at most {@code age} old; what the source throws, or {@link Refusal} if it takes longer than
     * five seconds.
     *
     * @param key of the question; the same one always has the same source
     */
    <T> T get(String key, Duration age, Supplier<T> source) {
        return get(key, answer -> age, source);
    }

    /** The same; how old an answer may be is up to the answer. */
    @SuppressWarnings("unchecked") // a key has one source, whose type its caller knows
    <T> T get(String key, Function<? super T, Duration> age, Supplier<T> source) {
        Entry entry;
        synchronized (entries) {
            entry = entries.computeIfAbsent(key, any -> new Entry(source::get));
        }
        Answer present = entry.last;
        if (present != null
                && nanoTime.getAsLong() - present.takenAt
                        < age.apply((T) present.value).toNanos()) {
            return (T) present.value;
        }
        return (T) entry.ask(present);
    }

    /** Asks everything anew, so that whoever changed something sees it. */
    void forgetAll() {
        synchronized (entries) {
            entries.clear();
            forgotAt = nanoTime.getAsLong();
        }
    }

    /** Whether something was changed lately. */
    boolean hasForgottenWithin(Duration time) {
        synchronized (entries) {
            return forgotAt != null && nanoTime.getAsLong() - forgotAt < time.toNanos();
        }
    }

    private final class Entry {
        private final BoundedQuestion<Answer> question;
        private volatile @Nullable Answer last; // written by the thread that asks

        Entry(Supplier<Object> source) {
            this.question = new BoundedQuestion<>(() -> {
                Answer answer = new Answer(source.get(), nanoTime.getAsLong());
                synchronized (this) {
                    last = answer;
                }
                return answer;
            });
        }

        /**
         * Asks anew, or joins who does.
         *
         * @param seen what was known, and is too old
         */
        Object ask(@Nullable Answer seen) {
            CompletableFuture<Answer> coming;
            synchronized (this) {
                Answer present = last;
                if (present != null && present != seen) {
                    // it came just now
                    return present.value;
                }
                coming = question.answer();
            }
            try {
                return coming.get(PATIENCE.toMillis(), TimeUnit.MILLISECONDS).value;
            } catch (TimeoutException e) {
                throw new Refusal(503, "The database did not answer within " + PATIENCE.toMillis() + " ms");
            } catch (ExecutionException e) {
                if (e.getCause() instanceof RuntimeException failure) {
                    throw failure;
                }
                throw new IllegalStateException(e.getCause());
            } catch (InterruptedException e) {
                Thread.currentThread().interrupt();
                throw new Refusal(503, "The application is stopping");
            }
        }
    }

    /** One that was given at a time; no other is equal to it. */
    private static final class Answer {
        private final Object value;
        private final long takenAt; // by the monotonic clock, nanoseconds

        Answer(Object value, long takenAt) {
            this.value = value;
            this.takenAt = takenAt;
        }
    }
}
