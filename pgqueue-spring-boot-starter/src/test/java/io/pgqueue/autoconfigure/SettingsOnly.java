package io.pgqueue.autoconfigure;

import static org.assertj.core.api.Assertions.assertThat;

import io.pgqueue.RetryDelay;
import io.pgqueue.engine.EngineSettings;
import java.time.Duration;
import java.util.function.Consumer;
import java.util.stream.Stream;
import org.springframework.beans.factory.config.ConfigurableListableBeanFactory;
import org.springframework.boot.context.properties.EnableConfigurationProperties;
import org.springframework.boot.test.context.runner.ApplicationContextRunner;
import org.springframework.context.annotation.Bean;
import org.springframework.context.annotation.Configuration;

/** An application that reads properties, and starts nothing. */
@Configuration(proxyBeanMethods = false)
@EnableConfigurationProperties(PgQueueProperties.class)
class SettingsOnly {

    static ApplicationContextRunner application() {
        return new ApplicationContextRunner().withUserConfiguration(SettingsOnly.class);
    }

    /** Looks at what these properties become. */
    static void settings(Consumer<EngineSettings> assertions, String... properties) {
        application().withPropertyValues(properties).run(context -> {
            assertThat(context).hasNotFailed();
            assertions.accept(context.getBean(EngineSettings.class));
        });
    }

    @Bean
    EngineSettings engineSettings(PgQueueProperties properties, ConfigurableListableBeanFactory beanFactory) {
        return new SettingsFactory(properties, beanFactory).create(Stream.empty());
    }

    @Bean
    RetryDelay myDelay() {
        return attempt -> Duration.ofSeconds(2L * attempt);
    }
}
