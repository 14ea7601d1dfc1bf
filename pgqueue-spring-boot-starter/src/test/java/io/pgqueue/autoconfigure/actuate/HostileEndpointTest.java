package io.pgqueue.autoconfigure.actuate;

import static org.assertj.core.api.Assertions.assertThat;

import io.pgqueue.Task;
import io.pgqueue.TaskHandler;
import io.pgqueue.TaskQueue;
import io.pgqueue.testsupport.HostileInput;
import java.net.http.HttpResponse;
import java.util.List;
import java.util.Map;
import java.util.stream.Stream;
import net.jqwik.api.Arbitrary;
import net.jqwik.api.sessions.JqwikSession;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.ExtendWith;
import org.springframework.boot.autoconfigure.EnableAutoConfiguration;
import org.springframework.boot.test.system.CapturedOutput;
import org.springframework.boot.test.system.OutputCaptureExtension;
import org.springframework.context.annotation.Configuration;

/** Whatever is asked of the endpoint over HTTP, the answer is never an error of the server, and no text of it forges a log. */
@Tag("database")
@ExtendWith(OutputCaptureExtension.class)
class HostileEndpointTest {

    private static final int TRIES = Integer.getInteger("jqwik.tries.default", 200);
    private static final String BASE = "/actuator/pgqueue/";

    private static final List<String> READ = List.of("tasks/find", "tasks/{x}", "{x}", "{x}/{x}", "tasks/{x}/{x}");
    private static final List<String> PARAMETERS = Stream.concat(
                    FilterReader.NAMES.stream().sorted(), Stream.of("cursor", "limit"))
            .toList();
    private static final List<String> WRITE = List.of(
            "kinds/{x}/pause",
            "kinds/{x}/resume",
            "kinds/{x}/worker-count",
            "kinds/{x}/terminal-ttl",
            "kinds/mail/{x}",
            "tasks/{x}/cancel",
            "tasks/{x}/retry",
            "tasks/{x}/run-now",
            "tasks/{x}/delete",
            "tasks/find/cancel",
            "tasks/find/retry",
            "tasks/find/delete",
            "tasks/{x}/{x}",
            "processing/{x}",
            "{x}/{x}/{x}");
    private static final List<String> FIELDS =
            List.of("workerCount", "terminalTtl", "attempts", "reason", "filter", "cursor", "limit");

    @Test
    void answersOrSaysWhatIsWrong(CapturedOutput output) {
        try (WebApplication application = new WebApplication(
                Application.class,
                "pgqueue-hostile-test",
                "spring.web.error.include-message=always",
                "management.endpoint.pgqueue.access=unrestricted",
                "management.endpoints.web.exposure.include=pgqueue")) {
            String id = String.valueOf(application
                    .bean(TaskQueue.class)
                    .enqueue(Task.of("mail", Map.of("a", 1)).withExternalKey("key"))
                    .taskId());
            JqwikSession.run("2026", () -> {
                Arbitrary<String> reads =
                        HostileInput.addresses(READ, List.of("mail", "key", id, "new", "10"), PARAMETERS);
                Arbitrary<String> writes = HostileInput.addresses(WRITE, List.of("mail", id), FIELDS);
                Arbitrary<String> bodies = HostileInput.bodies(
                        FIELDS,
                        List.of("1h", "106751991167301d", 1, "1", -1, "kind=mail&status=new", "kind=%zz", "", "why"));
                for (int i = 0; i < TRIES; i++) {
                    String question = reads.sample();
                    check(question, application.send(BASE + question, "GET", ""));
                    String path = writes.sample();
                    String body = bodies.sample();
                    check(path + " " + body, application.send(BASE + path, "POST", body));
                    JqwikSession.finishTry();
                }
            });
            application.send(BASE + "kinds/x%0d%0aforged%20line/pause", "POST", "{}");
        }
        assertThat(output.getAll().lines()).noneMatch(line -> line.startsWith("forged line"));
    }

    private static void check(String request, HttpResponse<String> response) {
        assertThat(response.statusCode()).as("%s: %s", request, response.body()).isLessThan(500);
        assertThat(response.body()).doesNotContain("SQL [", "org.postgresql");
    }

    @Configuration(proxyBeanMethods = false)
    @EnableAutoConfiguration
    static class Application {
        @TaskHandler("mail")
        void mail(Map<String, Object> payload) {}
    }
}
