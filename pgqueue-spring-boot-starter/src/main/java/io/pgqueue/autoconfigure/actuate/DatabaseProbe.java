package io.pgqueue.autoconfigure.actuate;

import io.pgqueue.TaskAdmin.KindInfo;
import java.time.Duration;
import java.util.List;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;
import java.util.function.Supplier;
import org.jspecify.annotations.Nullable;

/** Reads the kinds, which shows that database and schema are there, without waiting for long. Thread-safe. */
final class DatabaseProbe {

    private final BoundedQuestion<List<String>> question;
    private final Duration patience;

    /** Written by the threads that ask. */
    private volatile List<String> pausedKinds = List.of();

    DatabaseProbe(Supplier<List<KindInfo>> kinds, Duration patience) {
        this.question = new BoundedQuestion<>(() -> pausedKinds = paused(kinds.get()));
        this.patience = patience;
    }

    /** What the database failed of, or that it did not answer in time; null if it is well. */
    @Nullable
    String problem() throws InterruptedException {
        try {
            question.answer().get(patience.toMillis(), TimeUnit.MILLISECONDS);
            return null;
        } catch (TimeoutException e) {
            return "The database did not answer within " + patience.toMillis() + " ms";
        } catch (ExecutionException e) {
            return String.valueOf(e.getCause());
        }
    }

    /** Paused kinds at the last answer. */
    List<String> pausedKinds() {
        return pausedKinds;
    }

    private static List<String> paused(List<KindInfo> kinds) {
        return kinds.stream()
                .filter(kind -> kind.pausedAt() != null)
                .map(KindInfo::name)
                .toList();
    }
}
