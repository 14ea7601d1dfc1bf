package io.pgqueue.autoconfigure;

import static io.pgqueue.autoconfigure.SettingsOnly.settings;
import static org.assertj.core.api.Assertions.assertThat;

import io.pgqueue.RetryDelay;
import java.time.Duration;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** From properties to the delay between attempts. */
class RetryDelayPropertiesTest {

    @ParameterizedTest
    @CsvSource(
            delimiter = '|',
            value = {
                "retry-delay=7s                                                      | 7,7,7",
                "retry-delay=1s, 10s, 5m                                             | 1,10,300",
                "retry-delay.delay=7s                                                | 7,7,7",
                "retry-delay.steps=1s,10s                                            | 1,10,10",
                "retry-delay.type=constant retry-delay.delay=3s                      | 3,3,3",
                "retry-delay.initial=1s retry-delay.multiplier=3 retry-delay.max=5s retry-delay.jitter=none | 1,3,5",
                "retry-delay.type=exponential retry-delay.jitter=none                | 6,12,24",
                "retry-delay.bean=myDelay                                            | 2,4,6"
            })
    void readEveryShapeOfRetryDelay(String properties, String secondsAfterAttempts) {
        String[] values = properties
                .replaceAll("(?= retry-delay)", "\n")
                .lines()
                .map(line -> "pgqueue.kinds.mail." + line.strip())
                .toArray(String[]::new);
        settings(
                settings -> {
                    RetryDelay delay = settings.kinds().get("mail").retryDelay();
                    String[] expected = secondsAfterAttempts.split(",");
                    for (int attempt = 1; attempt <= expected.length; attempt++) {
                        assertThat(delay.afterAttempt(attempt)).hasSeconds(Long.parseLong(expected[attempt - 1]));
                    }
                },
                values);
    }

    @Test
    void spreadAnExponentialRetryDelayUnlessToldOtherwise() {
        settings(
                settings -> {
                    RetryDelay delay = settings.kinds().get("mail").retryDelay();
                    for (int i = 0; i < 100; i++) {
                        assertThat(delay.afterAttempt(1)).isBetween(Duration.ofSeconds(3), Duration.ofSeconds(6));
                    }
                },
                "pgqueue.kinds.mail.retry-delay=6s..10m");
    }
}
