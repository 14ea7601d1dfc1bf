package io.pgqueue.sample.newsletter;

import static org.assertj.core.api.Assertions.assertThat;

import io.pgqueue.TaskInfo;
import io.pgqueue.TaskStatus;
import io.pgqueue.sample.newsletter.NewsletterHandler.Delivery;
import io.pgqueue.sample.newsletter.Newsletters.Report;
import io.pgqueue.sample.newsletter.Newsletters.Summary;
import io.pgqueue.sample.support.SampleTest;
import io.pgqueue.test.TaskQueueTester;
import java.nio.charset.StandardCharsets;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.springframework.beans.factory.annotation.Autowired;
import org.springframework.http.HttpStatus;
import org.springframework.http.MediaType;
import org.springframework.jdbc.core.simple.JdbcClient;
import org.springframework.test.web.servlet.assertj.MockMvcTester;
import org.springframework.test.web.servlet.assertj.MvcTestResult;
import org.springframework.transaction.annotation.Transactional;
import tools.jackson.databind.json.JsonMapper;

/** One task a letter, and many letters a call of the handler. */
@SampleTest
@Transactional
class NewsletterTest {

    @Autowired
    TaskQueueTester tester;

    @Autowired
    Newsletters newsletters;

    @Autowired
    MockMvcTester mvc;

    @Autowired
    JsonMapper json;

    @Autowired
    JdbcClient jdbc;

    @Test
    void lettersAreDeliveredUpToFiftyAtOnce() {
        assertThat(send("""
                {"subject": "New teapots", "readers": 120}""")).hasStatus(HttpStatus.CREATED);
        assertThat(newsletters.summary()).isEqualTo(new Summary(0, 0, 0, 120, 0));

        assertThat(tester.drainSuccessfully()).isEqualTo(121);

        assertThat(newsletters.summary()).isEqualTo(new Summary(108, 3, 12, 0, 1));
        List<Long> sizes = jdbc.sql("select count(*) from newsletter_mail group by delivery order by delivery")
                .query(Long.class)
                .list();
        assertThat(sizes).containsExactly(45L, 45L, 18L);
    }

    @Test
    void aLetterThatNobodyCanReceiveIsCancelledAloneAndTheOthersSayHowManyTheyWere() {
        send("""
                {"subject": "New teapots", "readers": 10}""");

        tester.drainSuccessfully();

        List<TaskInfo> letters = tester.tasks("send-newsletter");
        assertThat(letters.subList(0, 9)).allSatisfy(letter -> {
            assertThat(letter.status()).isEqualTo(TaskStatus.SUCCEEDED);
            assertThat(json.readValue(letter.result(), Delivery.class)).isEqualTo(new Delivery(9));
        });
        assertThat(letters.get(9).status()).isEqualTo(TaskStatus.CANCELLED);
        assertThat(letters.get(9).cancelReason()).isEqualTo("nobody can receive mail at reader-10@example.invalid");
    }

    @Test
    void theReportFollowsTheLastLetter() {
        long newsletter = json.readTree(new String(
                        send("""
                                {"subject": "New teapots", "readers": 20}""").getMvcResult().getResponse().getContentAsByteArray(), StandardCharsets.UTF_8))
                .path("newsletter")
                .asLong();
        assertThat(mvc.get().uri("/api/newsletter/{group}", newsletter))
                .bodyJson()
                .isLenientlyEqualTo("""
                        {"letters": 20, "open": 20, "report": null}""");

        assertThat(tester.drainSuccessfully()).isEqualTo(21);

        assertThat(newsletters.report(newsletter)).contains(new Report(newsletter, "New teapots", 18, 2, 0));
        assertThat(mvc.get().uri("/api/newsletter/{group}", newsletter))
                .bodyJson()
                .isLenientlyEqualTo("""
                        {"letters": 20, "open": 0, "report": {"sent": 18, "refused": 2, "failed": 0}}""");
        assertThat(mvc.get().uri("/api/newsletter/0")).hasStatus(HttpStatus.NOT_FOUND);
    }

    @Test
    void aNewsletterWithoutReadersIsRefused() {
        assertThat(send("""
                {"subject": "New teapots", "readers": 0}""")).hasStatus(HttpStatus.BAD_REQUEST);

        tester.assertNothingEnqueued("send-newsletter");
    }

    private MvcTestResult send(String body) {
        return mvc.post()
                .uri("/api/newsletter")
                .contentType(MediaType.APPLICATION_JSON)
                .content(body)
                .exchange();
    }
}
