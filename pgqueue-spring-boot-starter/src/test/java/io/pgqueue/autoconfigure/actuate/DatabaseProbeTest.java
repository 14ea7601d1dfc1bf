package io.pgqueue.autoconfigure.actuate;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import io.pgqueue.TaskAdmin.KindInfo;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.function.Supplier;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.springframework.dao.DataAccessResourceFailureException;

class DatabaseProbeTest {

    private static final List<KindInfo> KINDS =
            List.of(new StoredKind("mail", null), new StoredKind("report", Instant.EPOCH));

    private final CountDownLatch end = new CountDownLatch(1);

    @AfterEach
    void answerWhatIsStillAsked() {
        end.countDown();
    }

    @Test
    void aDatabaseThatAnswersIsWell() throws InterruptedException {
        DatabaseProbe probe = probe(() -> KINDS, Duration.ofSeconds(5));

        assertThat(probe.problem()).isNull();
        assertThat(probe.pausedKinds()).containsExactly("report");
    }

    @Test
    void anErrorIsTheProblem() throws InterruptedException {
        DatabaseProbe probe = probe(
                () -> {
                    throw new DataAccessResourceFailureException("connection refused");
                },
                Duration.ofSeconds(5));

        assertThat(probe.problem()).contains("connection refused");
    }

    @Test
    void noAnswerIsTheProblemAfterAShortWhile() throws InterruptedException {
        DatabaseProbe probe = probe(this::hang, Duration.ofMillis(50));

        assertThat(probe.problem()).contains("did not answer within 50 ms");
    }

    @Test
    void aQuestionUnderWayIsShared() throws InterruptedException {
        AtomicInteger asked = new AtomicInteger();
        DatabaseProbe probe = probe(
                () -> {
                    asked.incrementAndGet();
                    return hang();
                },
                Duration.ofMillis(50));

        probe.problem();
        await().until(() -> asked.get() == 1);
        probe.problem();

        assertThat(asked).hasValue(1);
    }

    @Test
    void aProblemIsOverWhenTheDatabaseAnswersAgain() throws InterruptedException {
        AtomicInteger asked = new AtomicInteger();
        DatabaseProbe probe = probe(
                () -> {
                    if (asked.getAndIncrement() == 0) {
                        throw new DataAccessResourceFailureException("connection refused");
                    }
                    return KINDS;
                },
                Duration.ofSeconds(5));

        assertThat(probe.problem()).isNotNull();
        assertThat(probe.problem()).isNull();
    }

    private static DatabaseProbe probe(Supplier<List<KindInfo>> kinds, Duration patience) {
        return new DatabaseProbe(kinds, patience);
    }

    private List<KindInfo> hang() {
        try {
            end.await();
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
        }
        return KINDS;
    }
}
