package io.pgqueue.sample.till;

import static org.assertj.core.api.Assertions.assertThat;

import io.pgqueue.sample.support.SampleTest;
import io.pgqueue.test.TaskQueueTester;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.springframework.beans.factory.annotation.Autowired;
import org.springframework.http.HttpStatus;
import org.springframework.http.MediaType;
import org.springframework.jdbc.core.simple.JdbcClient;
import org.springframework.test.web.servlet.assertj.MockMvcTester;

@SampleTest
class TillTest {

    @Autowired
    MockMvcTester mvc;

    @Autowired
    TaskQueueTester tester;

    @Autowired
    JdbcClient jdbc;

    /** The till acts in transactions of its own, which no test can roll back. */
    @AfterEach
    void forget() {
        jdbc.sql("truncate receipt").update();
        jdbc.sql("delete from pgqueue.task_key").update();
        jdbc.sql("delete from pgqueue.closed_task").update();
    }

    @Test
    void aSaleOfTheTillIsPrintedByATaskThatItsTriggerAdds() {
        assertThat(mvc.post()
                        .uri("/api/till")
                        .contentType(MediaType.APPLICATION_JSON)
                        .content("{\"customer\": \"Ada\", \"cents\": 1250}"))
                .hasStatus(HttpStatus.CREATED);

        tester.drainSuccessfully();

        assertThat(mvc.get().uri("/api/till"))
                .bodyJson()
                .extractingPath("$[0].printed")
                .isEqualTo("Ada paid 12.50");
    }

    @Test
    void aSaleThatIsRefusedAddsNoTask() {
        assertThat(mvc.post()
                        .uri("/api/till")
                        .contentType(MediaType.APPLICATION_JSON)
                        .content("{\"customer\": \"Ada\", \"cents\": 0}"))
                .hasStatus(HttpStatus.BAD_REQUEST);

        assertThat(jdbc.sql("select count(*) from pgqueue.task where external_key is not null")
                        .query(Long.class)
                        .single())
                .isZero();
    }

    @Test
    void theTillMayNotReadTheQueue() {
        assertThat(mvc.get().uri("/api/till/tasks"))
                .bodyJson()
                .extractingPath("$.database")
                .asString()
                .contains("permission denied");
    }
}
