package io.pgqueue.sample.order;

import static org.assertj.core.api.Assertions.assertThat;

import io.pgqueue.TaskAdmin;
import io.pgqueue.TaskInfo;
import io.pgqueue.TaskStatus;
import io.pgqueue.sample.support.SampleTest;
import io.pgqueue.schedule.ScheduleInfo;
import io.pgqueue.schedule.Schedules;
import io.pgqueue.test.TaskQueueTester;
import java.time.Duration;
import org.junit.jupiter.api.Test;
import org.springframework.beans.factory.annotation.Autowired;
import org.springframework.http.HttpStatus;
import org.springframework.test.web.servlet.assertj.MockMvcTester;
import org.springframework.transaction.annotation.Transactional;

/** A recurring task in a test: triggered, and run in the test's own transaction. */
@SampleTest
@Transactional
class SalesFiguresTest {

    @Autowired
    OrderService service;

    @Autowired
    Schedules schedules;

    @Autowired
    TaskAdmin admin;

    @Autowired
    TaskQueueTester tester;

    @Autowired
    MockMvcTester mvc;

    @Test
    void isDeclaredByItsAnnotation() {
        ScheduleInfo info = schedules.find(SalesFigures.KIND).orElseThrow();

        assertThat(info.schedule().interval()).isEqualTo(Duration.ofSeconds(30));
        assertThat(info.owner()).isEqualTo("pgqueue-sample");
    }

    @Test
    void sumsUpWhatWasSold() {
        service.place(new OrderRequest("Ada", "ada@example.org", "Teapot", 3, null));

        long id = schedules.triggerNow(SalesFigures.KIND).orElseThrow();
        tester.drainSuccessfully();

        TaskInfo task = admin.find(id).orElseThrow();
        assertThat(task.status()).isEqualTo(TaskStatus.SUCCEEDED);
        assertThat(task.result()).contains("orders", "pieces");
    }

    @Test
    void isPausedAndTriggeredOverHttp() {
        assertThat(mvc.post().uri("/api/schedules/sales-figures/pause"))
                .bodyJson()
                .extractingPath("$.paused")
                .isEqualTo(true);
        assertThat(mvc.post().uri("/api/schedules/sales-figures/trigger"))
                .bodyJson()
                .extractingPath("$.lastTask.status")
                .isEqualTo("NEW");
        assertThat(mvc.post().uri("/api/schedules/sales-figures/resume"))
                .bodyJson()
                .extractingPath("$.paused")
                .isEqualTo(false);
        assertThat(mvc.post().uri("/api/schedules/teapot/pause")).hasStatus(HttpStatus.NOT_FOUND);
    }
}
