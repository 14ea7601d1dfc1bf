package io.pgqueue.autoconfigure.observation;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import io.micrometer.core.instrument.MeterRegistry;
import io.micrometer.core.instrument.Timer;
import io.micrometer.observation.Observation;
import io.micrometer.observation.ObservationRegistry;
import io.opentelemetry.api.common.AttributeKey;
import io.opentelemetry.api.trace.SpanKind;
import io.opentelemetry.sdk.trace.data.SpanData;
import io.pgqueue.Task;
import io.pgqueue.TaskAdmin;
import io.pgqueue.TaskGroup;
import io.pgqueue.TaskQueue;
import io.pgqueue.TaskStatus;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;

/** Traces that go on across the queue, with the bridge to OpenTelemetry. */
@Tag("database")
class TracesTest {

    private static TracedApplication application;

    private final TaskQueue queue = application.bean(TaskQueue.class);
    private final ObservationRegistry observations = application.bean(ObservationRegistry.class);
    private final MeterRegistry meters = application.bean(MeterRegistry.class);

    @BeforeAll
    static void start() {
        application = new TracedApplication();
    }

    @AfterAll
    static void stop() {
        application.close();
    }

    @BeforeEach
    void reset() {
        application.forgetSpans();
    }

    @Test
    void aTaskRunsInTheTraceInWhichItWasEnqueued() {
        Observation.createNotStarted("request", observations).observe(() -> queue.enqueue(Task.of("plain", null)));

        SpanData run = span("run plain");
        SpanData enqueue = span("enqueue plain");
        SpanData request = span("request");
        assertThat(enqueue.getParentSpanId()).isEqualTo(request.getSpanId());
        assertThat(enqueue.getKind()).isEqualTo(SpanKind.PRODUCER);
        assertThat(run.getTraceId()).isEqualTo(request.getTraceId());
        assertThat(run.getParentSpanId()).isEqualTo(enqueue.getSpanId());
        assertThat(run.getKind()).isEqualTo(SpanKind.CONSUMER);
        assertThat(run.getLinks()).isEmpty();
        assertThat(run.getAttributes().get(AttributeKey.stringKey("outcome"))).isEqualTo("succeeded");
        assertThat(run.getAttributes().get(AttributeKey.stringKey("pgqueue.attempt")))
                .isEqualTo("1");
    }

    @Test
    void aTransactionalTaskAndItsFollowUpStayInTheTrace() {
        queue.enqueue(Task.of("leads", null));

        SpanData run = span("run leads");
        SpanData followUp = span("run follows");
        assertThat(followUp.getTraceId()).isEqualTo(run.getTraceId());
        assertThat(followUp.getParentSpanId()).isEqualTo(span("enqueue follows").getSpanId());
        assertThat(span("enqueue follows").getParentSpanId()).isEqualTo(run.getSpanId());
    }

    @Test
    void aDelayedTaskHasATraceOfItsOwnWithALink() {
        queue.enqueue(Task.of("plain", null).withDelay(Duration.ofMillis(50)));

        SpanData run = span("run plain");
        SpanData enqueue = span("enqueue plain");
        assertThat(run.getTraceId()).isNotEqualTo(enqueue.getTraceId());
        assertThat(run.getLinks()).singleElement().satisfies(link -> {
            assertThat(link.getSpanContext().getTraceId()).isEqualTo(enqueue.getTraceId());
            assertThat(link.getSpanContext().getSpanId()).isEqualTo(enqueue.getSpanId());
        });
    }

    @Test
    void aBatchLinksToWhereverItsTasksWereEnqueued() {
        queue.enqueueAll(List.of(Task.of("batched", null), Task.of("batched", null)));

        SpanData run = span("run batch of batched");
        SpanData enqueue = span("enqueue batched");
        assertThat(run.getTraceId()).isNotEqualTo(enqueue.getTraceId());
        assertThat(run.getLinks())
                .isNotEmpty()
                .allSatisfy(
                        link -> assertThat(link.getSpanContext().getSpanId()).isEqualTo(enqueue.getSpanId()));
        assertThat(application.spans())
                .filteredOn(span -> span.getName().equals("enqueue batched"))
                .as("one for both tasks")
                .hasSize(1);
        await().untilAsserted(
                        () -> assertThat(executions("batched", "succeeded")).isEqualTo(2));
    }

    @Test
    void aGroupIsEnqueuedInOneSpanAndWhatFollowsItLinksToThat() {
        queue.enqueueGroup(TaskGroup.of(List.of(Task.of("plain", null))).whenDone(Task.of("follows", null)));

        SpanData member = span("run plain");
        SpanData end = span("run follows");
        SpanData enqueue = span("enqueue plain");
        assertThat(member.getParentSpanId()).isEqualTo(enqueue.getSpanId());
        assertThat(end.getTraceId()).isNotEqualTo(enqueue.getTraceId());
        assertThat(end.getLinks().get(0).getSpanContext().getSpanId()).isEqualTo(enqueue.getSpanId());
    }

    @Test
    void aHeaderThatTheCallerHasSetIsKept() {
        String own = "00-0af7651916cd43dd8448eb211c80319c-b7ad6b7169203331-01";

        long id = queue.enqueue(Task.of("plain", null).withHeader("traceparent", own))
                .taskId();

        assertThat(span("run plain").getParentSpanId()).isEqualTo("b7ad6b7169203331");
        assertThat(application.bean(TaskAdmin.class).find(id).orElseThrow().headers())
                .isEqualTo(Map.of("traceparent", own));
    }

    @Test
    void aTaskWithAsManyHeadersAsMayBeIsEnqueuedWithoutAnother() {
        Task task = Task.of("plain", null);
        for (int i = 0; i < 100; i++) {
            task = task.withHeader("own-" + i, "value");
        }

        queue.enqueue(task);

        assertThat(span("run plain").getTraceId())
                .isNotEqualTo(span("enqueue plain").getTraceId());
    }

    @Test
    void aFailureIsTimedOnceWithItsOutcomeAndError() {
        queue.enqueue(Task.of("fails", null));

        SpanData run = span("run fails");
        await().untilAsserted(() -> assertThat(executions("fails", "failed")).isEqualTo(1));
        assertThat(meters.get("pgqueue.task.execution").tag("kind", "fails").timers())
                .singleElement()
                .satisfies(timer -> assertThat(timer.getId().getTag("error")).isEqualTo("IllegalStateException"));
        assertThat(run.getEvents())
                .anySatisfy(event -> assertThat(event.getName()).isEqualTo("exception"));
    }

    @Test
    void theTimerOfAnExecutionHasTheTagsThatItHasWithoutObservations() {
        queue.enqueue(Task.of("plain", null));
        span("run plain");

        await().ignoreExceptions()
                .untilAsserted(() -> assertThat(meters.get("pgqueue.task.execution")
                                .tag("kind", "plain")
                                .timer()
                                .getId()
                                .getTags())
                        .extracting(tag -> tag.getKey())
                        .containsExactlyInAnyOrder("kind", "outcome", "error"));
    }

    @Test
    void theLogsOfAHandlerSayWhichTaskItRuns() {
        long id = queue.enqueue(Task.of("logs", null).withExternalKey("k-1")).taskId();

        await().atMost(Duration.ofSeconds(30))
                .untilAsserted(() -> assertThat(application
                                .bean(TaskAdmin.class)
                                .find(id)
                                .orElseThrow()
                                .status())
                        .isEqualTo(TaskStatus.SUCCEEDED));
        assertThat(application.bean(TaskAdmin.class).find(id).orElseThrow().result())
                .contains("\"pgqueue.taskId\": \"" + id + "\"")
                .contains("\"pgqueue.kind\": \"logs\"")
                .contains("\"pgqueue.key\": \"k-1\"")
                .contains("\"pgqueue.attempt\": \"1\"");
    }

    private long executions(String kind, String outcome) {
        return meters.find("pgqueue.task.execution").tags("kind", kind, "outcome", outcome).timers().stream()
                .mapToLong(Timer::count)
                .sum();
    }

    private static SpanData span(String name) {
        return application.span(name);
    }
}
