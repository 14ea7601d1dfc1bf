package io.pgqueue.sample.lucky;

import static org.assertj.core.api.Assertions.assertThat;

import io.pgqueue.Task;
import io.pgqueue.TaskAdmin;
import io.pgqueue.TaskInfo;
import io.pgqueue.TaskQueue;
import io.pgqueue.TaskStatus;
import io.pgqueue.sample.lucky.LuckyRuns.Summary;
import io.pgqueue.sample.support.SampleTest;
import io.pgqueue.test.TaskQueueTester;
import java.time.Duration;
import java.util.ArrayDeque;
import java.util.Deque;
import java.util.List;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.springframework.beans.factory.annotation.Autowired;
import org.springframework.boot.test.context.TestConfiguration;
import org.springframework.context.annotation.Bean;
import org.springframework.context.annotation.Primary;
import org.springframework.http.HttpStatus;
import org.springframework.test.web.servlet.assertj.MockMvcTester;
import org.springframework.test.web.servlet.assertj.MvcTestResult;
import org.springframework.transaction.annotation.Transactional;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.json.JsonMapper;

/** Each test says which numbers chance will draw. */
@SampleTest
@Transactional
class LuckyTest {

    private static final double LUCK = 0.2999;
    private static final double NO_LUCK = 0.3;
    private static final Duration RETRY_DELAY = Duration.ofMinutes(1);

    @Autowired
    TaskQueue queue;

    @Autowired
    TaskAdmin admin;

    @Autowired
    TaskQueueTester tester;

    @Autowired
    LuckyRuns runs;

    @Autowired
    ScriptedRandom random;

    @Autowired
    MockMvcTester mvc;

    @Autowired
    JsonMapper json;

    @BeforeEach
    void forgetTheLastScript() {
        random.numbers.clear();
    }

    @Test
    void luckAtTheFirstAttemptIsItsResult() {
        random.willDraw(LUCK);
        queue.enqueue(Task.of("lucky", null));

        tester.drain();

        TaskInfo task = tester.assertEnqueued("lucky");
        assertThat(task.status()).isEqualTo(TaskStatus.SUCCEEDED);
        assertThat(json.readTree(task.result())).isEqualTo(json.readTree("""
                {"message": "I got lucky", "attempt": 1}"""));
    }

    @Test
    void aFailedAttemptIsRetriedAndTheResultSaysWhichOneSucceeded() {
        random.willDraw(NO_LUCK, LUCK);
        queue.enqueue(Task.of("lucky", null));

        tester.drain();
        assertThat(tester.assertEnqueued("lucky").status()).isEqualTo(TaskStatus.MUST_RETRY);
        tester.runDueIn(RETRY_DELAY);

        TaskInfo task = tester.assertEnqueued("lucky");
        assertThat(task.status()).isEqualTo(TaskStatus.SUCCEEDED);
        assertThat(json.readTree(task.result()).get("attempt").asInt()).isEqualTo(2);
        assertThat(task.attempt()).isEqualTo(2);
        assertThat(task.errors()).singleElement().satisfies(error -> {
            assertThat(error.attempt()).isEqualTo(1);
            assertThat(error.message()).isEqualTo("No luck in attempt 1");
        });
    }

    @Test
    void whatATaskHasBeenThroughIsShown() throws Exception {
        random.willDraw(NO_LUCK, LUCK);
        long id = queue.enqueue(Task.of("lucky", null)).taskId();
        tester.drain();
        tester.runDueIn(RETRY_DELAY);

        JsonNode transitions = json.readTree(mvc.get()
                .uri("/api/tasks/{id}/transitions", id)
                .exchange()
                .getResponse()
                .getContentAsString());

        assertThat(transitions.findValuesAsString("to"))
                .containsExactly("NEW", "RUNNING", "MUST_RETRY", "RUNNING", "SUCCEEDED");
        assertThat(transitions.get(2).get("reason").asString()).endsWith("No luck in attempt 1");
    }

    @Test
    void whatItDrewInEachAttemptIsShown() throws Exception {
        random.willDraw(NO_LUCK, LUCK);
        long id = queue.enqueue(Task.of("lucky", null)).taskId();
        tester.drain();
        tester.runDueIn(RETRY_DELAY);

        JsonNode logs = json.readTree(mvc.get()
                .uri("/api/tasks/{id}/logs", id)
                .exchange()
                .getResponse()
                .getContentAsString());

        assertThat(logs.findValuesAsString("message")).containsExactly("drew 0.3", "drew 0.2999");
        assertThat(logs.findValuesAsString("attempt")).containsExactly("1", "2");
    }

    @Test
    void threeFailuresLeaveNoAttempt() {
        runOut();

        TaskInfo task = tester.assertEnqueued("lucky");
        assertThat(task.status()).isEqualTo(TaskStatus.NO_ATTEMPTS_LEFT);
        assertThat(task.errors()).hasSize(3);
    }

    @Test
    void aTaskThatRanOutCanBeRetriedOverHttp() throws Exception {
        runOut();
        random.willDraw(LUCK);

        MvcTestResult result = mvc.post().uri("/api/lucky/retry").exchange();
        tester.runDueIn(RETRY_DELAY);

        assertThat(body(result).get("retried").asInt()).isEqualTo(1);
        assertThat(tester.assertEnqueued("lucky").status()).isEqualTo(TaskStatus.SUCCEEDED);
        assertThat(runs.summary().later()).isEqualTo(1);
    }

    @Test
    void theSummaryCountsByTheAttemptThatSucceeded() {
        queue.enqueueAll(List.of(Task.of("lucky", null), Task.of("lucky", null), Task.of("lucky", null)));
        random.willDraw(LUCK, NO_LUCK, NO_LUCK, LUCK, NO_LUCK);
        tester.drain();
        tester.runDueIn(RETRY_DELAY);

        assertThat(runs.summary()).isEqualTo(new Summary(3, 1, 1, 1, 0, 0, 0));
    }

    @Test
    void manyRunsAreStartedAndListedOverHttpNewestFirst() throws Exception {
        MvcTestResult started = mvc.post().uri("/api/lucky?count=20").exchange();

        assertThat(started).hasStatus(HttpStatus.CREATED);
        assertThat(body(started).get("taskIds").size()).isEqualTo(20);
        JsonNode list = body(mvc.get().uri("/api/lucky?limit=5").exchange());
        assertThat(list.at("/summary/live").asInt()).isEqualTo(20);
        assertThat(list.get("runs").size()).isEqualTo(5);
        assertThat(list.at("/runs/0/id").asLong())
                .isGreaterThan(list.at("/runs/1/id").asLong());
    }

    @Test
    void aCountOutOfRangeIsRefusedWithItsName() throws Exception {
        for (int count : new int[] {0, 1001}) {
            MvcTestResult result = mvc.post().uri("/api/lucky?count=" + count).exchange();

            assertThat(result).hasStatus(HttpStatus.BAD_REQUEST);
            assertThat(body(result).get("errors").propertyNames()).containsExactly("count");
        }
        tester.assertNothingEnqueued("lucky");
    }

    private void runOut() {
        random.willDraw(NO_LUCK, NO_LUCK, NO_LUCK);
        queue.enqueue(Task.of("lucky", null));
        tester.drain();
        tester.runDueIn(RETRY_DELAY);
        tester.runDueIn(RETRY_DELAY.multipliedBy(2));
    }

    private JsonNode body(MvcTestResult result) throws Exception {
        return json.readTree(result.getResponse().getContentAsString());
    }

    /** Draws what a test says. */
    static final class ScriptedRandom implements LuckyRandom {

        private final Deque<Double> numbers = new ArrayDeque<>();

        void willDraw(double... next) {
            for (double number : next) {
                numbers.add(number);
            }
        }

        @Override
        public double getAsDouble() {
            return numbers.remove();
        }
    }

    @TestConfiguration
    static class Script {

        @Bean
        @Primary
        ScriptedRandom scriptedRandom() {
            return new ScriptedRandom();
        }
    }
}
