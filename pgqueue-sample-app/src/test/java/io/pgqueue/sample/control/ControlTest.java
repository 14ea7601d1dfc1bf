package io.pgqueue.sample.control;

import static org.assertj.core.api.Assertions.assertThat;

import io.pgqueue.Task;
import io.pgqueue.TaskAdmin;
import io.pgqueue.TaskQueue;
import io.pgqueue.sample.support.SampleTest;
import org.junit.jupiter.api.Test;
import org.springframework.beans.factory.annotation.Autowired;
import org.springframework.http.MediaType;
import org.springframework.test.web.servlet.assertj.MockMvcTester;
import org.springframework.transaction.annotation.Transactional;

/** Whoever is on call finds tasks and sets things right by the Actuator endpoint. */
@SampleTest
@Transactional
class ControlTest {

    @Autowired
    MockMvcTester mvc;

    @Autowired
    TaskQueue queue;

    @Autowired
    TaskAdmin admin;

    @Test
    void tasksAreFoundAndCancelledByAFilter() {
        long id =
                queue.enqueue(Task.of("lucky", null).withExternalKey("on-call")).taskId();

        assertThat(mvc.get().uri("/actuator/pgqueue/tasks/find?kind=lucky&key=on-call"))
                .hasStatusOk()
                .bodyJson()
                .extractingPath("$.tasks[0].id")
                .asNumber()
                .isEqualTo((int) id);
        assertThat(post("tasks/find/cancel", "{\"filter\":\"kind=lucky&key=on-call\"}"))
                .hasStatusOk()
                .bodyJson()
                .extractingPath("$.done")
                .asNumber()
                .isEqualTo(1);
        assertThat(post("tasks/find/retry", "{\"filter\":\"status=no_attempts_left&key=on-call\"}"))
                .hasStatusOk();
    }

    @Test
    void theWorkerCountIsSetAtRunTime() {
        assertThat(post("kinds/send-confirmation/worker-count", "{\"workerCount\":5}"))
                .hasStatusOk();

        assertThat(admin.kinds())
                .filteredOn(kind -> kind.name().equals("send-confirmation"))
                .singleElement()
                .satisfies(kind -> assertThat(kind.overrides().workerCount()).isEqualTo(5));
    }

    private org.springframework.test.web.servlet.assertj.MvcTestResult post(String operation, String body) {
        return mvc.post()
                .uri("/actuator/pgqueue/" + operation)
                .contentType(MediaType.APPLICATION_JSON)
                .content(body)
                .exchange();
    }
}
