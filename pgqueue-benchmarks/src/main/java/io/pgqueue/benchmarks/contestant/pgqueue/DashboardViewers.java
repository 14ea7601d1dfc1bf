package io.pgqueue.benchmarks.contestant.pgqueue;

import io.pgqueue.benchmarks.contestant.pgqueue.DashboardPage.Question;
import java.io.IOException;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.util.ArrayList;
import java.util.Collection;
import java.util.List;
import java.util.concurrent.Executors;
import java.util.concurrent.ScheduledExecutorService;
import java.util.concurrent.ScheduledFuture;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicReference;
import org.jspecify.annotations.Nullable;

/** Asks what open pages ask: each question again so long after its answer. Opened and closed by one thread. */
public final class DashboardViewers implements AutoCloseable {

    private static final int THREADS = 8;
    private static final long CLOSE_SECONDS = 10;

    private final HttpClient http = HttpClient.newHttpClient();
    private final ScheduledExecutorService threads = Executors.newScheduledThreadPool(THREADS);
    private final List<ScheduledFuture<?>> asked = new ArrayList<>();
    private final AtomicReference<@Nullable String> failure = new AtomicReference<>();
    private final String api;

    private DashboardViewers(String api) {
        this.api = api;
    }

    static DashboardViewers open(String api, Collection<DashboardPage> pages, int viewers, long taskId) {
        DashboardViewers opened = new DashboardViewers(api);
        for (int viewer = 0; viewer < viewers; viewer++) {
            for (DashboardPage page : pages) {
                for (Question question : page.questions()) {
                    // nobody opens a page at the very time of another one
                    opened.repeat(question, taskId, 1_000L * question.seconds() * viewer / viewers);
                }
            }
        }
        return opened;
    }

    /**
     * Closes the pages.
     *
     * @throws IllegalStateException if a question was not answered
     */
    @Override
    public void close() throws InterruptedException {
        asked.forEach(question -> question.cancel(false));
        threads.shutdown();
        if (!threads.awaitTermination(CLOSE_SECONDS, TimeUnit.SECONDS)) {
            failure.compareAndSet(null, "not within " + CLOSE_SECONDS + " s");
        }
        String failed = failure.get();
        if (failed != null) {
            throw new IllegalStateException("the dashboard did not answer: " + failed);
        }
    }

    private void repeat(Question question, long taskId, long delayMillis) {
        URI uri = URI.create(api + question.path().replace("{id}", Long.toString(taskId)));
        asked.add(threads.scheduleWithFixedDelay(
                () -> ask(uri), delayMillis, 1_000L * question.seconds(), TimeUnit.MILLISECONDS));
    }

    private void ask(URI uri) {
        try {
            int status = http.send(HttpRequest.newBuilder(uri).build(), HttpResponse.BodyHandlers.ofByteArray())
                    .statusCode();
            if (status != 200) {
                failure.compareAndSet(null, uri + ": " + status);
            }
        } catch (IOException e) {
            failure.compareAndSet(null, uri + ": " + e);
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
        }
    }
}
