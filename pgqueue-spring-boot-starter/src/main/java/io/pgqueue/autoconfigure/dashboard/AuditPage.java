package io.pgqueue.autoconfigure.dashboard;

import io.pgqueue.Oversight.Noted;
import java.time.Duration;
import java.time.Instant;
import java.util.Comparator;
import java.util.List;

/** Who did what. Thread-safe. */
final class AuditPage {

    private final Queues queues;
    private final SharedAnswers answers;

    AuditPage(Queues queues, SharedAnswers answers) {
        this.queues = queues;
        this.answers = answers;
    }

    void addTo(ApiRoutes routes) {
        routes.get("audit", request -> {
            int limit = request.parameter("limit", 100);
            return answers.get("audit " + limit, Duration.ofSeconds(1), () -> list(limit));
        });
    }

    private List<Row> list(int limit) {
        return queues.all().stream()
                .flatMap(member -> member.engine().oversight().notes(limit).stream())
                .sorted(Comparator.comparing(Noted::at).reversed())
                .limit(limit)
                .map(note -> new Row(note.at(), note.actor(), note.action(), note.target(), note.detail()))
                .toList();
    }

    record Row(Instant at, String user, String action, String target, String detail) {}
}
