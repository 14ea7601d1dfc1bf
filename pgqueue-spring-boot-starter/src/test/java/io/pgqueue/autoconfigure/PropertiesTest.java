package io.pgqueue.autoconfigure;

import static io.pgqueue.autoconfigure.SettingsOnly.settings;
import static org.assertj.core.api.Assertions.assertThat;

import io.pgqueue.KindOptions;
import io.pgqueue.engine.EngineSettings;
import io.pgqueue.engine.EngineSettings.ForeignTransactions;
import java.time.Duration;
import java.util.Map;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.springframework.boot.context.properties.source.InvalidConfigurationPropertyValueException;
import org.springframework.boot.test.context.runner.ApplicationContextRunner;
import org.springframework.core.env.SystemEnvironmentPropertySource;

/** From properties to the settings of an engine; no database is needed for that. */
class PropertiesTest {

    private final ApplicationContextRunner application = SettingsOnly.application();

    @Test
    void sayByDefaultWhatTheEngineSays() {
        settings(settings -> {
            assertThat(settings.schema()).isEqualTo("pgqueue");
            assertThat(settings.maxPayloadBytes()).isEqualTo(1024 * 1024);
            assertThat(settings.foreignTransactions()).isEqualTo(ForeignTransactions.WARN);
            assertThat(settings.listen()).isTrue();
            assertThat(settings.backendCheck()).isTrue();
            assertThat(settings.kinds()).isEmpty();
            assertThat(settings.defaults().workerCount().getAsInt()).isEqualTo(4);
            assertThat(settings.defaults().maxAttempts()).isEqualTo(10);
            assertThat(settings.defaults().attemptTimeout()).isEqualTo(Duration.ofMinutes(5));
            assertThat(settings.defaults().maxErrorMessages()).isEqualTo(10);
            assertThat(settings.defaults().maxDeaths()).isEqualTo(3);
            assertThat(settings.defaults().terminalTtl().get()).isEqualTo(Duration.ofHours(72));
            assertThat(settings.defaults().pollInterval()).isNull();
            assertThat(settings.defaults().transactional()).isFalse();
        });
    }

    @Test
    void ofTheQueueReachTheEngine() {
        settings(
                settings -> {
                    assertThat(settings.schema()).isEqualTo("jobs");
                    assertThat(settings.maxPayloadBytes()).isEqualTo(64 * 1024);
                    assertThat(settings.foreignTransactions()).isEqualTo(ForeignTransactions.FAIL);
                    assertThat(settings.listen()).isFalse();
                    assertThat(settings.backendCheck()).isFalse();
                },
                "pgqueue.schema=jobs",
                "pgqueue.enqueue.max-payload-size=64KB",
                "pgqueue.enqueue.foreign-transaction=fail",
                "pgqueue.processing.listen=false",
                "pgqueue.processing.backend-check=false");
    }

    @Test
    void ofTheDefaultsReachTheEngine() {
        settings(settings -> assertAllSet(settings.defaults()), allOptionsBelow("pgqueue.defaults"));
    }

    @Test
    void ofAKindReachTheEngine() {
        settings(
                settings -> assertAllSet(settings.kinds().get("send-mail")),
                allOptionsBelow("pgqueue.kinds.send-mail"));
    }

    @Test
    void ofAKindStayOpenWhereNothingIsSaid() {
        settings(
                settings -> {
                    KindOptions kind = settings.kinds().get("send-mail");
                    assertThat(kind.workerCount().getAsInt()).isZero();
                    assertThat(kind.maxAttempts()).isNull();
                    assertThat(kind.transactional()).isNull();
                    assertThat(kind.retryDelay()).isNull();
                },
                "pgqueue.kinds.send-mail.worker-count=0");
    }

    @ParameterizedTest
    @CsvSource(
            delimiter = '|',
            value = {
                "pgqueue.defaults.worker-count=-1          | pgqueue.defaults.worker-count           | must be 0 to 10,000",
                "pgqueue.kinds.mail.worker-count=10001     | pgqueue.kinds.mail.worker-count         | must be 0 to 10,000",
                "pgqueue.kinds.mail.max-attempts=0         | pgqueue.kinds.mail.max-attempts         | must be 1 to 1,000,000",
                "pgqueue.kinds.mail.attempt-timeout=31d    | pgqueue.kinds.mail.attempt-timeout      | must be 1 ms to 30 days",
                "pgqueue.kinds.mail.max-error-messages=101 | pgqueue.kinds.mail.max-error-messages   | must be 0 to 100",
                "pgqueue.kinds.mail.max-deaths=101         | pgqueue.kinds.mail.max-deaths           | must be 0 to 100",
                "pgqueue.kinds.mail.terminal-ttl=-1s       | pgqueue.kinds.mail.terminal-ttl         | must be 0 to 10 years",
                "pgqueue.kinds.mail.poll-interval=1ms      | pgqueue.kinds.mail.poll-interval        | must be 10 ms to 1 hour",
                "pgqueue.kinds.mail.claim-size=0           | pgqueue.kinds.mail.claim-size           | must be 1 to 10,000",
                "pgqueue.kinds.mail.batch-size=1001        | pgqueue.kinds.mail.batch-size           | must be 1 to 1,000",
                "pgqueue.kinds.mail.batch-linger=2m        | pgqueue.kinds.mail.batch-linger         | must be 0 to 1 minute",
                "pgqueue.kinds.mail.retry-delay.delay=-1s  | pgqueue.kinds.mail.retry-delay.delay    | must be 0 to 365 days",
                "pgqueue.kinds.mail.retry-delay.multiplier=0.5 | pgqueue.kinds.mail.retry-delay.multiplier | must be 1 to 1000",
                "pgqueue.kinds.mail.retry-delay.max=1s     | pgqueue.kinds.mail.retry-delay.max      | must not be below",
                "pgqueue.kinds.mail.retry-delay.type=steps | pgqueue.kinds.mail.retry-delay.steps    | at least one delay",
                "pgqueue.kinds.mail.retry-delay.bean=nobody | pgqueue.kinds.mail.retry-delay         | name of a bean",
                "pgqueue.kinds[Send_Mail].worker-count=1   | pgqueue.kinds.Send_Mail                 | must match [a-z0-9]",
                "pgqueue.schema=My-Tasks                   | pgqueue.schema                          | must match [a-z_]",
                "pgqueue.enqueue.max-payload-size=257MB    | pgqueue.enqueue.max-payload-size        | must be 1B to 256MB"
            })
    void areRefusedOutOfRangeByNameValueAndRange(String property, String name, String rule) {
        application.withPropertyValues(property).run(context -> {
            InvalidConfigurationPropertyValueException refused = refusal(context.getStartupFailure());
            assertThat(refused.getName()).isEqualTo(name);
            assertThat(refused.getReason()).contains(rule);
            assertThat(refused.getValue()).isNotNull();
        });
    }

    @Test
    void ofAnEnvironmentVariableReachTheKindOfAHandlerWithDashes() {
        withEnvironment(Map.of("PGQUEUE_KINDS_SENDMAIL_WORKERCOUNT", "9"))
                .withUserConfiguration(MailHandler.class)
                .run(context -> {
                    EngineSettings settings = context.getBean(EngineSettings.class);
                    assertThat(settings.kinds()).containsOnlyKeys("send-mail");
                    assertThat(settings.kinds().get("send-mail").workerCount().getAsInt())
                            .isEqualTo(9);
                });
    }

    @Test
    void ofAnEnvironmentVariableBeatAndCompleteThoseOfAFile() {
        withEnvironment(Map.of("PGQUEUE_KINDS_SENDMAIL_WORKERCOUNT", "9"))
                .withPropertyValues("pgqueue.kinds.send-mail.worker-count=2", "pgqueue.kinds.send-mail.max-attempts=3")
                .run(context -> {
                    EngineSettings settings = context.getBean(EngineSettings.class);
                    assertThat(settings.kinds()).containsOnlyKeys("send-mail");
                    assertThat(settings.kinds().get("send-mail").workerCount().getAsInt())
                            .isEqualTo(9);
                    assertThat(settings.kinds().get("send-mail").maxAttempts()).isEqualTo(3);
                });
    }

    private static InvalidConfigurationPropertyValueException refusal(Throwable failure) {
        Throwable cause = failure;
        while (cause != null && !(cause instanceof InvalidConfigurationPropertyValueException)) {
            cause = cause.getCause();
        }
        return (InvalidConfigurationPropertyValueException)
                assertThat(cause).isNotNull().actual();
    }

    private static void assertAllSet(KindOptions options) {
        assertThat(options.workerCount().getAsInt()).isEqualTo(7);
        assertThat(options.maxAttempts()).isEqualTo(3);
        assertThat(options.attemptTimeout()).isEqualTo(Duration.ofSeconds(30));
        assertThat(options.maxErrorMessages()).isEqualTo(2);
        assertThat(options.maxDeaths()).isEqualTo(5);
        assertThat(options.retryDelay().afterAttempt(1)).isEqualTo(Duration.ofSeconds(9));
        assertThat(options.terminalTtl().get()).isEqualTo(Duration.ofDays(1));
        assertThat(options.transitionLogTtl()).isEqualTo(Duration.ofDays(2));
        assertThat(options.pollInterval()).isEqualTo(Duration.ofSeconds(2));
        assertThat(options.claimSize()).isEqualTo(50);
        assertThat(options.batchSize()).isEqualTo(20);
        assertThat(options.batchLinger()).isEqualTo(Duration.ofMillis(50));
        assertThat(options.transactional()).isTrue();
    }

    private static String[] allOptionsBelow(String name) {
        return new String[] {
            name + ".worker-count=7",
            name + ".max-attempts=3",
            name + ".attempt-timeout=30s",
            name + ".max-error-messages=2",
            name + ".max-deaths=5",
            name + ".retry-delay.delay=9s",
            name + ".terminal-ttl=1d",
            name + ".transition-log-ttl=2d",
            name + ".poll-interval=2s",
            name + ".claim-size=50",
            name + ".batch-size=20",
            name + ".batch-linger=50ms",
            name + ".transactional=true"
        };
    }

    private ApplicationContextRunner withEnvironment(Map<String, Object> variables) {
        return application.withInitializer(context -> context.getEnvironment()
                .getPropertySources()
                .addFirst(new SystemEnvironmentPropertySource("test-systemEnvironment", variables)));
    }

    static class MailHandler {
        @io.pgqueue.TaskHandler("send-mail")
        void send() {}
    }
}
