package io.pgqueue.sample.refund;

import static org.assertj.core.api.Assertions.assertThat;

import io.pgqueue.KindLimits;
import io.pgqueue.TaskAdmin;
import io.pgqueue.sample.support.SampleTest;
import io.pgqueue.test.TaskQueueTester;
import java.time.Duration;
import org.junit.jupiter.api.Test;
import org.springframework.beans.factory.annotation.Autowired;
import org.springframework.http.HttpStatus;
import org.springframework.http.MediaType;
import org.springframework.jdbc.core.simple.JdbcClient;
import org.springframework.test.web.servlet.assertj.MockMvcTester;
import org.springframework.transaction.annotation.Transactional;

@SampleTest
@Transactional
class RefundTest {

    private static final KindLimits DECLARED = KindLimits.none()
            .withMaxRunning(5)
            .withMaxStarted(100, Duration.ofMinutes(1))
            .withMaxRunningPerPartition(1);

    @Autowired
    MockMvcTester mvc;

    @Autowired
    TaskQueueTester tester;

    @Autowired
    TaskAdmin admin;

    @Autowired
    JdbcClient jdbc;

    @Test
    void refundsAreMadeInTurn() {
        for (String customer : new String[] {"Ada", "Ada", "Grace"}) {
            assertThat(mvc.post()
                            .uri("/api/refunds")
                            .contentType(MediaType.APPLICATION_JSON)
                            .content("{\"customer\": \"%s\", \"cents\": 250}".formatted(customer)))
                    .hasStatus(HttpStatus.CREATED);
        }

        tester.drainSuccessfully();

        assertThat(jdbc.sql("select customer from refund order by customer")
                        .query(String.class)
                        .list())
                .containsExactly("Ada", "Ada", "Grace");
    }

    @Test
    void thePaceIsChangedAtRunTime() {
        assertThat(admin.limits("refund")).isEqualTo(DECLARED);

        assertThat(mvc.put().uri("/api/refunds/limits?maxRunning=2")).hasStatus(HttpStatus.NO_CONTENT);
        assertThat(admin.limits("refund")).isEqualTo(DECLARED.withMaxRunning(2));

        assertThat(mvc.delete().uri("/api/refunds/limits")).hasStatus(HttpStatus.NO_CONTENT);
        assertThat(admin.limits("refund")).isEqualTo(DECLARED);
    }
}
