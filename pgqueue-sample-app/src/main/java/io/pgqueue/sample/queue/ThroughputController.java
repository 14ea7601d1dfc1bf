package io.pgqueue.sample.queue;

import io.pgqueue.KindThroughput;
import io.pgqueue.TaskAdmin;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import org.springframework.web.bind.annotation.GetMapping;
import org.springframework.web.bind.annotation.RestController;

/** What has become of tasks in the last hour, for a chart. */
@RestController
class ThroughputController {

    private final TaskAdmin admin;

    ThroughputController(TaskAdmin admin) {
        this.admin = admin;
    }

    @GetMapping("/api/throughput")
    List<Point> throughput() {
        return admin.throughput(Duration.ofHours(1), Duration.ofMinutes(5)).stream()
                .map(Point::of)
                .toList();
    }

    /** @param meanRunMillis 0 without attempts */
    record Point(String kind, Instant from, long enqueued, long succeeded, long failed, long meanRunMillis) {

        static Point of(KindThroughput totals) {
            return new Point(
                    totals.kind(),
                    totals.from(),
                    totals.enqueued(),
                    totals.succeeded(),
                    totals.failed(),
                    totals.attempts() == 0 ? 0 : totals.ran().toMillis() / totals.attempts());
        }
    }
}
