package io.pgqueue.sample.stock;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.tuple;

import io.pgqueue.TaskInfo;
import io.pgqueue.TaskStatus;
import io.pgqueue.sample.stock.StockLedger.Summary;
import io.pgqueue.sample.support.SampleTest;
import io.pgqueue.test.TaskQueueTester;
import java.time.Duration;
import java.util.HashSet;
import java.util.Set;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.springframework.beans.factory.annotation.Autowired;
import org.springframework.boot.test.context.TestConfiguration;
import org.springframework.context.annotation.Bean;
import org.springframework.context.annotation.Primary;
import org.springframework.http.HttpStatus;
import org.springframework.http.MediaType;
import org.springframework.test.web.servlet.assertj.MockMvcTester;
import org.springframework.test.web.servlet.assertj.MvcTestResult;
import org.springframework.transaction.annotation.Transactional;

/** Movements of one article are booked in their order; one that fails holds up its article and no other. */
@SampleTest
@Transactional
class StockTest {

    @Autowired
    TaskQueueTester tester;

    @Autowired
    StockLedger ledger;

    @Autowired
    MockMvcTester mvc;

    @Autowired
    ChosenScanner scanner;

    @BeforeEach
    void repairScanner() {
        scanner.refused.clear();
    }

    @Test
    void aBusyDayIsBookedInOrder() {
        assertThat(mvc.post().uri("/api/stock/busy-day?articles=4&movements=10"))
                .hasStatus(HttpStatus.CREATED)
                .bodyJson()
                .extractingPath("movements")
                .isEqualTo(40);
        assertThat(ledger.summary()).isEqualTo(new Summary(0, 0, 0, 0, 40));

        assertThat(tester.drainSuccessfully()).isEqualTo(40);

        assertThat(ledger.summary()).isEqualTo(new Summary(40, 4, 0, 0, 0));
    }

    @Test
    void aMovementThatFailsHoldsUpItsArticleAlone() {
        move("Teapot", 10);
        move("Teapot", -4);
        move("Cup", 7);
        scanner.refused.add("Teapot");

        tester.drain();
        assertThat(ledger.balance("Teapot")).isZero();
        assertThat(ledger.balance("Cup")).isEqualTo(7);
        assertThat(ledger.summary()).isEqualTo(new Summary(1, 1, 0, 1, 2));

        scanner.refused.clear();
        tester.runDueIn(Duration.ofMinutes(1));
        assertThat(ledger.balance("Teapot")).isEqualTo(6);
        assertThat(ledger.summary()).isEqualTo(new Summary(3, 2, 0, 0, 0));
        assertThat(tester.tasks("book-movement"))
                .extracting(TaskInfo::status, TaskInfo::orderingKey, TaskInfo::attempt)
                .containsExactly(
                        tuple(TaskStatus.SUCCEEDED, "Teapot", 2),
                        tuple(TaskStatus.SUCCEEDED, "Teapot", 1),
                        tuple(TaskStatus.SUCCEEDED, "Cup", 1));
    }

    @Test
    void aMovementWithoutAnArticleIsRefused() {
        assertThat(move("", 1)).hasStatus(HttpStatus.BAD_REQUEST);

        tester.assertNothingEnqueued("book-movement");
    }

    private MvcTestResult move(String article, int pieces) {
        return mvc.post()
                .uri("/api/stock/movements")
                .contentType(MediaType.APPLICATION_JSON)
                .content("{\"article\": \"%s\", \"pieces\": %d}".formatted(article, pieces))
                .exchange();
    }

    /** Answers, but for articles that a test has named. */
    static final class ChosenScanner implements Scanner {

        private final Set<String> refused = new HashSet<>();

        @Override
        public boolean test(Movement movement) {
            return !refused.contains(movement.article());
        }
    }

    @TestConfiguration(proxyBeanMethods = false)
    static class Chosen {

        @Bean
        @Primary
        ChosenScanner chosenScanner() {
            return new ChosenScanner();
        }
    }
}
