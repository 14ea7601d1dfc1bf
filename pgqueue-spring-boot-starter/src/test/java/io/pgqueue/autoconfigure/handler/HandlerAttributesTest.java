package io.pgqueue.autoconfigure.handler;

import static org.assertj.core.api.Assertions.assertThat;

import io.pgqueue.KindLimits;
import io.pgqueue.KindOptions;
import io.pgqueue.RetryDelay;
import io.pgqueue.TaskHandler;
import io.pgqueue.TaskLimits;
import io.pgqueue.TaskRegistration;
import java.io.IOException;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Test;
import org.springframework.context.annotation.AnnotationConfigApplicationContext;
import org.springframework.context.annotation.Bean;
import org.springframework.context.annotation.Configuration;
import org.springframework.core.env.MapPropertySource;

/** What the attributes of {@link TaskHandler} become. */
class HandlerAttributesTest {

    private final AnnotationConfigApplicationContext context = new AnnotationConfigApplicationContext();

    @Test
    void readsEveryAttribute() {
        KindOptions options = find(Attributes.class).options();

        assertThat(options.workerCount().getAsInt()).isZero();
        assertThat(options.maxAttempts()).isEqualTo(3);
        assertThat(options.attemptTimeout()).isEqualTo(Duration.ofSeconds(30));
        assertThat(options.terminalTtl().get()).isEqualTo(Duration.ofDays(3));
        assertThat(options.retryDelay().afterAttempt(2)).isEqualTo(Duration.ofSeconds(10));
        assertThat(options.noRetryFor()).isEqualTo(List.of(IOException.class));
        assertThat(options.transactional()).isTrue();
        assertThat(options.maxDeaths()).isOne();
        assertThat(options.limits())
                .isEqualTo(KindLimits.none()
                        .withMaxRunning(5)
                        .withMaxStarted(100, Duration.ofSeconds(1))
                        .withMaxRunningPerPartition(1)
                        .withMaxStartedPerPartition(10, Duration.ofMinutes(1)));
    }

    @Test
    void leavesOpenWhatTheAnnotationDoesNotSay() {
        KindOptions options = find(NoAttributes.class).options();

        assertThat(options.workerCount()).isNull();
        assertThat(options.maxAttempts()).isNull();
        assertThat(options.attemptTimeout()).isNull();
        assertThat(options.terminalTtl()).isNull();
        assertThat(options.retryDelay()).isNull();
        assertThat(options.noRetryFor()).isNull();
        assertThat(options.transactional()).isNull();
        assertThat(options.limits()).isNull();
    }

    @Test
    void resolvesPlaceholders() {
        context.getEnvironment()
                .getPropertySources()
                .addFirst(new MapPropertySource("test", Map.of("my.kind", "renamed", "my.timeout", "PT7S")));

        TaskRegistration found = find(Placeholders.class);

        assertThat(found.kind()).isEqualTo("renamed");
        assertThat(found.options().attemptTimeout()).isEqualTo(Duration.ofSeconds(7));
        assertThat(found.options().terminalTtl().get()).isEqualTo(Duration.ofHours(1));
    }

    @Test
    void findsARetryDelayBeanByItsName() {
        RetryDelay delay = find(DelayedByBean.class).options().retryDelay();

        assertThat(delay.afterAttempt(3)).isEqualTo(Duration.ofSeconds(33));
    }

    private TaskRegistration find(Class<?> type) {
        context.register(type);
        context.refresh();
        return new HandlerDiscovery(context.getDefaultListableBeanFactory())
                .find()
                .get(0)
                .registration();
    }

    static class Attributes {
        @TaskHandler(
                value = "all",
                workerCount = 0,
                maxAttempts = 3,
                attemptTimeout = "30s",
                terminalTtl = "P3D",
                retryDelay = "1s, 10s, 5m",
                noRetryFor = IOException.class,
                transactional = true,
                maxDeaths = 1,
                limits =
                        @TaskLimits(
                                maxRunning = 5,
                                maxStarted = 100,
                                period = "1s",
                                maxRunningPerPartition = 1,
                                maxStartedPerPartition = 10,
                                periodPerPartition = "PT1M"))
        public void handle() {}
    }

    static class NoAttributes {
        @TaskHandler("none")
        public void handle() {}
    }

    static class Placeholders {
        @TaskHandler(value = "${my.kind}", attemptTimeout = "${my.timeout}", terminalTtl = "${my.ttl:1h}")
        public void handle() {}
    }

    @Configuration(proxyBeanMethods = false)
    static class DelayedByBean {
        @Bean
        RetryDelay patient() {
            return attempt -> Duration.ofSeconds(11L * attempt);
        }

        @TaskHandler(value = "delayed", retryDelay = "patient")
        void handle() {}
    }
}
