package io.pgqueue;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.time.Duration;
import java.util.List;
import java.util.stream.IntStream;
import java.util.stream.LongStream;
import org.junit.jupiter.api.Test;

class RetryDelayTest {

    private static final int DRAWS = 2_000;

    @Test
    void staysTheSame() {
        RetryDelay delay = RetryDelay.constant(Duration.ofSeconds(5));

        assertThat(delay.afterAttempt(1)).isEqualTo(Duration.ofSeconds(5));
        assertThat(delay.afterAttempt(1_000_000)).isEqualTo(Duration.ofSeconds(5));
    }

    @Test
    void followsItsStepsAndStaysAtTheLast() {
        RetryDelay delay = RetryDelay.steps(List.of(Duration.ZERO, Duration.ofSeconds(1), Duration.ofMinutes(1)));

        assertThat(IntStream.of(1, 2, 3, 4, 1_000_000).mapToObj(delay::afterAttempt))
                .containsExactly(
                        Duration.ZERO,
                        Duration.ofSeconds(1),
                        Duration.ofMinutes(1),
                        Duration.ofMinutes(1),
                        Duration.ofMinutes(1));
    }

    @Test
    void growsByItsFactorUpToItsCap() {
        RetryDelay delay = RetryDelay.exponential(Duration.ofSeconds(6), 2, Duration.ofSeconds(40));

        assertThat(IntStream.of(1, 2, 3, 4, 5, 1_000_000).mapToObj(delay::afterAttempt))
                .containsExactly(
                        Duration.ofSeconds(6),
                        Duration.ofSeconds(12),
                        Duration.ofSeconds(24),
                        Duration.ofSeconds(40),
                        Duration.ofSeconds(40),
                        Duration.ofSeconds(40));
    }

    @Test
    void doesNotGrowByAFactorOfOne() {
        RetryDelay delay = RetryDelay.exponential(Duration.ofMillis(100), 1, Duration.ofDays(1));

        assertThat(delay.afterAttempt(1_000)).isEqualTo(Duration.ofMillis(100));
    }

    @Test
    void staysNothingWhereItStartsAtNothing() {
        RetryDelay delay = RetryDelay.exponential(Duration.ZERO, 2, Duration.ofDays(1));

        assertThat(delay.afterAttempt(5)).isZero();
        assertThat(delay.afterAttempt(1_000_000)).isLessThanOrEqualTo(Duration.ofDays(1));
    }

    @Test
    void isExactWithoutJitter() {
        RetryDelay delay = RetryDelay.constant(Duration.ofSeconds(8)).withJitter(Jitter.NONE);

        assertThat(delay.afterAttempt(1)).isEqualTo(Duration.ofSeconds(8));
    }

    @Test
    void isSpreadOverAllWithFullJitter() {
        List<Long> drawn = draws(RetryDelay.constant(Duration.ofSeconds(8)).withJitter(Jitter.FULL));

        assertThat(drawn).allMatch(millis -> millis >= 0 && millis <= 8_000);
        assertThat(drawn).anyMatch(millis -> millis < 1_000).anyMatch(millis -> millis > 7_000);
        assertThat(mean(drawn)).isBetween(3_600.0, 4_400.0);
    }

    @Test
    void isSpreadOverTheUpperHalfWithEqualJitter() {
        List<Long> drawn = draws(RetryDelay.constant(Duration.ofSeconds(8)).withJitter(Jitter.EQUAL));

        assertThat(drawn).allMatch(millis -> millis >= 4_000 && millis <= 8_000);
        assertThat(drawn).anyMatch(millis -> millis < 4_500).anyMatch(millis -> millis > 7_500);
        assertThat(mean(drawn)).isBetween(5_800.0, 6_200.0);
    }

    @Test
    void isByDefaultEqualJitterOverSixSecondsThatDoubleUpToTenMinutes() {
        RetryDelay standard = RetryDelay.standard();

        assertThat(draws(standard)).allMatch(millis -> millis >= 3_000 && millis <= 6_000);
        assertThat(standard.afterAttempt(3).toMillis()).isBetween(12_000L, 24_000L);
        assertThat(standard.afterAttempt(50).toMillis()).isBetween(300_000L, 600_000L);
    }

    @Test
    void takesTheLongestDelayWithJitter() {
        RetryDelay delay = RetryDelay.constant(Duration.ofMillis(Long.MAX_VALUE));

        assertThat(delay.withJitter(Jitter.FULL).afterAttempt(1)).isGreaterThanOrEqualTo(Duration.ZERO);
        assertThat(delay.withJitter(Jitter.EQUAL).afterAttempt(1)).isGreaterThanOrEqualTo(Duration.ZERO);
    }

    @Test
    void refusesWhatMakesNoSense() {
        Duration second = Duration.ofSeconds(1);
        assertThatThrownBy(() -> RetryDelay.constant(second.negated())).hasMessageContaining("PT-1S");
        assertThatThrownBy(() -> RetryDelay.steps(List.of())).hasMessageContaining("empty");
        assertThatThrownBy(() -> RetryDelay.steps(List.of(second, second.negated())))
                .hasMessageContaining("PT-1S");
        assertThatThrownBy(() -> RetryDelay.exponential(second, 0.9, second)).hasMessageContaining("0.9");
        assertThatThrownBy(() -> RetryDelay.exponential(second, Double.NaN, second))
                .hasMessageContaining("NaN");
        assertThatThrownBy(() -> RetryDelay.exponential(second, 2, Duration.ZERO))
                .hasMessageContaining("cap");
    }

    private static List<Long> draws(RetryDelay delay) {
        return LongStream.range(0, DRAWS)
                .mapToObj(n -> delay.afterAttempt(1).toMillis())
                .toList();
    }

    private static double mean(List<Long> drawn) {
        return drawn.stream().mapToLong(Long::longValue).average().orElse(-1);
    }
}
