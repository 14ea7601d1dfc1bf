package io.pgqueue.autoconfigure.dashboard;

import static org.assertj.core.api.Assertions.assertThat;

import io.pgqueue.Task;
import io.pgqueue.TaskQueue;
import io.pgqueue.testsupport.HostileInput;
import io.pgqueue.testsupport.TestDatabase;
import java.nio.charset.StandardCharsets;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.stream.Stream;
import net.jqwik.api.Arbitraries;
import net.jqwik.api.Arbitrary;
import net.jqwik.api.Combinators;
import net.jqwik.api.sessions.JqwikSession;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.springframework.mock.web.MockHttpServletResponse;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.json.JsonMapper;

/** Whatever is asked of the dashboard, it answers, or says in JSON what is wrong with the question. */
@Tag("database")
class HostileDashboardTest {

    private static final int TRIES = Integer.getInteger("jqwik.tries.default", 200);

    private static final List<String> READ = List.of(
            "tasks",
            "tasks/count",
            "tasks/{x}",
            "kinds/{x}",
            "throughput",
            "overview",
            "workers",
            "schedules",
            "outbox",
            "health",
            "audit",
            "me",
            "{x}",
            "tasks/{x}/{x}");
    private static final List<String> PARAMETERS = Stream.concat(
                    TaskFilterReader.NAMES.stream().sorted(), Stream.of("cursor", "limit", "window", "bucket"))
            .toList();
    private static final List<String> WRITE = List.of(
            "tasks/bulk",
            "tasks/{x}/retry",
            "tasks/{x}/cancel",
            "tasks/{x}/run-now",
            "tasks/{x}/delete",
            "tasks/{x}/enqueue-again",
            "kinds/{x}/pause",
            "kinds/{x}/resume",
            "kinds/{x}/worker-count",
            "kinds/{x}/terminal-ttl",
            "kinds/{x}/limits",
            "schedules/{x}/pause",
            "schedules/{x}/resume",
            "schedules/{x}/trigger",
            "outbox/{x}/skip",
            "outbox/{x}/resend",
            "{x}/{x}/{x}");
    private static final List<String> FIELDS =
            List.of("action", "filter", "cursor", "attempts", "reason", "payload", "workerCount", "ms", "limits");
    private static final List<String> LIMITS = List.of(
            "maxRunning",
            "maxStarted",
            "periodMs",
            "maxRunningPerPartition",
            "maxStartedPerPartition",
            "periodPerPartitionMs");

    private final TestDatabase database = TestDatabase.withSchema();

    @AfterEach
    void close() {
        database.close();
    }

    @Test
    void answersOrSaysWhatIsWrong() {
        DashboardApplication.writable(database).run(context -> {
            String id = String.valueOf(context.getBean(TaskQueue.class)
                    .enqueue(Task.of("mail", Map.of("a", 1)).withExternalKey("key"))
                    .taskId());
            List<String> known = List.of("mail", "nightly", "key", id, "new", "10");
            Browser browser = new Browser(context);
            JqwikSession.run("2026", () -> {
                Arbitrary<String> reads = HostileInput.addresses(READ, known, PARAMETERS);
                Arbitrary<String> writes = HostileInput.addresses(WRITE, known, List.of("notify"));
                Arbitrary<String> bodies = bodies();
                for (int i = 0; i < TRIES; i++) {
                    check(browser, reads.sample(), null);
                    check(browser, writes.sample(), bodies.sample());
                    JqwikSession.finishTry();
                }
            });
        });
    }

    private static void check(Browser browser, String path, String body) throws Exception {
        MockHttpServletResponse response = browser.send(body == null ? Browser.read(path) : Browser.write(path, body));

        String text = response.getContentAsString(StandardCharsets.UTF_8);
        assertThat(response.getStatus()).as("%s %s: %s", path, body, text).isLessThan(500);
        assertThat(response.getContentType()).startsWith("application/json");
        assertThat(text).doesNotContain("SQL [", "org.postgresql", "Exception:");
        JsonNode answer = JsonMapper.shared().readTree(text);
        if (response.getStatus() >= 400) {
            assertThat(answer.get("error").asString()).as(path).isNotBlank();
        }
    }

    private static Arbitrary<String> bodies() {
        Map<String, Object> good = new HashMap<>(Map.of(
                "action",
                "cancel",
                "reason",
                "why",
                "attempts",
                1,
                "filter",
                Map.of("kind", "mail"),
                "workerCount",
                1));
        List<Object> known = List.of(
                "cancel",
                "retry",
                "delete",
                "run-now",
                "why",
                1,
                1.5,
                0,
                -1,
                2147483648L,
                Map.of(),
                Map.of("kind", "mail"),
                Map.of("kind", "Mail"),
                Map.of("group", 1e300),
                Map.of("status", List.of("new", List.of())),
                "{\"a\": 2}");
        Arbitrary<String> limits = HostileInput.bodies(LIMITS, known).map(limit -> "{\"limits\":" + limit + "}");
        Arbitrary<String> filters = HostileInput.bodies(PARAMETERS, known)
                .map(filter -> "{\"action\":\"cancel\",\"reason\":\"why\",\"filter\":" + filter + "}");
        Arbitrary<String> right = Combinators.combine(Arbitraries.of(FIELDS), Arbitraries.of(known))
                .as((field, value) -> {
                    Map<String, Object> body = new HashMap<>(good);
                    body.put(field, value);
                    return JsonMapper.shared().writeValueAsString(body);
                });
        return Arbitraries.oneOf(HostileInput.bodies(FIELDS, known), limits, filters, right);
    }
}
