package io.pgqueue.autoconfigure;

import static io.pgqueue.autoconfigure.SettingsOnly.settings;
import static org.assertj.core.api.Assertions.assertThat;

import io.pgqueue.KindLimits;
import java.time.Duration;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.springframework.boot.context.properties.source.InvalidConfigurationPropertyValueException;

/** From properties to the limits of a kind. */
class LimitPropertiesTest {

    @Test
    void readLimits() {
        settings(
                settings -> {
                    assertThat(settings.kinds().get("mail").limits())
                            .isEqualTo(KindLimits.none()
                                    .withMaxRunning(5)
                                    .withMaxStarted(100, Duration.ofSeconds(1))
                                    .withMaxRunningPerPartition(1)
                                    .withMaxStartedPerPartition(10, Duration.ofMinutes(1)));
                    assertThat(settings.defaults().limits()).isNull();
                },
                "pgqueue.kinds.mail.limits.max-running=5",
                "pgqueue.kinds.mail.limits.max-started=100",
                "pgqueue.kinds.mail.limits.period=1s",
                "pgqueue.kinds.mail.limits.per-partition.max-running=1",
                "pgqueue.kinds.mail.limits.per-partition.max-started=10",
                "pgqueue.kinds.mail.limits.per-partition.period=1m");
    }

    @ParameterizedTest
    @CsvSource(
            delimiter = '|',
            value = {
                "max-running=0                  | max-running",
                "max-started=5                  | max-started",
                "period=5s                      | period",
                "per-partition.max-running=-1   | per-partition.max-running",
                "per-partition.max-started=5    | per-partition.max-started",
                "per-partition.period=0s        | per-partition.period"
            })
    void refuseLimitsThatSayNothing(String property, String named) {
        SettingsOnly.application()
                .withPropertyValues("pgqueue.kinds.mail.limits." + property)
                .run(context -> assertThat(context.getStartupFailure())
                        .rootCause()
                        .isInstanceOfSatisfying(
                                InvalidConfigurationPropertyValueException.class,
                                e -> assertThat(e.getName()).isEqualTo("pgqueue.kinds.mail.limits." + named)));
    }
}
