package io.pgqueue.benchmarks.contestant.pgqueue;

import io.pgqueue.benchmarks.contestant.pgqueue.DashboardPage.Question;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.util.Collection;
import java.util.concurrent.Executors;
import java.util.concurrent.ScheduledExecutorService;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicReference;
import org.jspecify.annotations.Nullable;

/** Asks what open pages ask: each question again so long after its answer. Thread-safe. */
public final class DashboardViewers implements AutoCloseable {

    private final HttpClient http = HttpClient.newHttpClient();
    private final ScheduledExecutorService timer = Executors.newSingleThreadScheduledExecutor();
    private final AtomicReference<@Nullable String> failure = new AtomicReference<>();
    private final String api;
    private volatile boolean closed; // written by close

    private DashboardViewers(String api) {
        this.api = api;
    }

    static DashboardViewers open(String api, Collection<DashboardPage> pages, int viewers, long taskId) {
        DashboardViewers opened = new DashboardViewers(api);
        for (int viewer = 0; viewer < viewers; viewer++) {
            for (DashboardPage page : pages) {
                for (Question question : page.questions()) {
                    String path = question.path().replace("{id}", Long.toString(taskId));
                    // nobody opens a page at the very time of another one
                    long delay = 1_000L * question.seconds() * viewer / viewers;
                    opened.later(new Question(path, question.seconds()), delay);
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
    public void close() {
        closed = true;
        timer.shutdownNow();
        String failed = failure.get();
        if (failed != null) {
            throw new IllegalStateException("the dashboard did not answer: " + failed);
        }
    }

    private void later(Question question, long millis) {
        timer.schedule(() -> ask(question), millis, TimeUnit.MILLISECONDS);
    }

    private void ask(Question question) {
        HttpRequest request =
                HttpRequest.newBuilder(URI.create(api + question.path())).build();
        http.sendAsync(request, HttpResponse.BodyHandlers.ofByteArray()).whenComplete((answer, error) -> {
            if (closed) {
                return;
            }
            if (error != null || answer.statusCode() != 200) {
                failure.compareAndSet(null, question.path() + ": " + (error == null ? answer.statusCode() : error));
            }
            later(question, 1_000L * question.seconds());
        });
    }
}
