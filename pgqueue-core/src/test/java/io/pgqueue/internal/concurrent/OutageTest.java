package io.pgqueue.internal.concurrent;

import static org.assertj.core.api.Assertions.assertThat;

import ch.qos.logback.classic.Level;
import ch.qos.logback.classic.Logger;
import ch.qos.logback.classic.spi.ILoggingEvent;
import ch.qos.logback.core.read.ListAppender;
import java.time.Duration;
import java.util.concurrent.atomic.AtomicLong;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.slf4j.LoggerFactory;

class OutageTest {

    private final Logger logger = (Logger) LoggerFactory.getLogger("io.pgqueue.outage-test");
    private final ListAppender<ILoggingEvent> lines = new ListAppender<>();
    private final Outage outage = new Outage("looking", logger);

    @BeforeEach
    void listen() {
        logger.setAdditive(false);
        lines.start();
        logger.addAppender(lines);
    }

    @AfterEach
    void detach() {
        logger.detachAppender(lines);
    }

    @Test
    void waitsEverLongerUpToTwoSeconds() {
        for (int failure = 1; failure <= 100; failure++) {
            long longest = Math.min(100L << Math.min(failure - 1, 10), 2_000);

            Duration wait = outage.failed(new IllegalStateException("away"));

            assertThat(wait.toMillis()).isBetween(longest / 2, longest);
        }
    }

    @Test
    void logsTheFirstFailureWithItsStackAndThenKeepsQuiet() {
        for (int i = 0; i < 1_000; i++) {
            outage.failed(new IllegalStateException("away"));
        }

        assertThat(lines.list).hasSize(1);
        assertThat(lines.list.get(0).getLevel()).isEqualTo(Level.WARN);
        assertThat(lines.list.get(0).getFormattedMessage()).startsWith("looking failed");
        assertThat(lines.list.get(0).getThrowableProxy().getMessage()).isEqualTo("away");
    }

    @Test
    void saysInSixLinesHowTenMinutesWentBy() {
        AtomicLong clock = new AtomicLong();
        Outage away = new Outage("looking", logger, clock::get);
        int failures = 0;
        for (; clock.get() < Duration.ofMinutes(10).toNanos(); failures++) {
            Duration wait = away.failed(new IllegalStateException("away"));
            assertThat(wait).isLessThanOrEqualTo(Duration.ofSeconds(2));
            clock.addAndGet(wait.toNanos());
        }
        away.worked();

        assertThat(failures).as("it went on trying").isGreaterThan(300);
        assertThat(lines.list).hasSize(7);
        assertThat(lines.list.stream()
                        .skip(1)
                        .limit(5)
                        .map(ILoggingEvent::getFormattedMessage)
                        .toList())
                .allSatisfy(
                        line -> assertThat(line).matches("looking has been failing for \\d+ s, \\d+ times; last: away"))
                .extracting(line -> Integer.parseInt(line.replaceAll("\\D+(\\d+) s, .*", "$1")) / 10)
                .containsExactly(1, 3, 7, 15, 31);
        assertThat(lines.list.get(6).getFormattedMessage()).contains("works again", failures + " failures");
    }

    @Test
    void logsItsEndOnce() {
        outage.failed(new IllegalStateException("away"));
        outage.failed(new IllegalStateException("away"));
        lines.list.clear();

        outage.worked();
        outage.worked();

        assertThat(lines.list).hasSize(1);
        assertThat(lines.list.get(0).getFormattedMessage()).contains("looking works again", "2 failures");
    }

    @Test
    void saysNothingOfWhatWorks() {
        outage.worked();

        assertThat(lines.list).isEmpty();
    }

    @Test
    void tellsTheLastErrorUntilItIsOver() {
        assertThat(outage.lastError()).isNull();
        outage.failed(new IllegalStateException("away"));
        outage.failed(new IllegalStateException());
        assertThat(outage.lastError()).isEqualTo("java.lang.IllegalStateException");
        assertThat(outage.isOngoing()).isTrue();

        outage.worked();

        assertThat(outage.lastError()).isNull();
        assertThat(outage.isOngoing()).isFalse();
    }
}
