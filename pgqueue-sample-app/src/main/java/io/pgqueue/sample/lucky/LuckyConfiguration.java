package io.pgqueue.sample.lucky;

import io.pgqueue.Jitter;
import io.pgqueue.RetryDelay;
import java.time.Duration;
import java.util.concurrent.ThreadLocalRandom;
import org.springframework.context.annotation.Bean;
import org.springframework.context.annotation.Configuration;

/** What the lucky handler needs. */
@Configuration(proxyBeanMethods = false)
class LuckyConfiguration {

    /** Half a second to a second: short enough to watch. */
    @Bean
    RetryDelay luckyRetryDelay() {
        return RetryDelay.constant(Duration.ofSeconds(1)).withJitter(Jitter.EQUAL);
    }

    @Bean
    LuckyRandom luckyRandom() {
        return () -> ThreadLocalRandom.current().nextDouble();
    }
}
