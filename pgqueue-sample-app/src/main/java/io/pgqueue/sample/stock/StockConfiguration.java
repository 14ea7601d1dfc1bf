package io.pgqueue.sample.stock;

import java.util.concurrent.ThreadLocalRandom;
import org.springframework.context.annotation.Bean;
import org.springframework.context.annotation.Configuration;

/** What the handler of movements needs. */
@Configuration(proxyBeanMethods = false)
class StockConfiguration {

    private static final int FAILS_ONE_IN = 20;

    @Bean
    Scanner scanner() {
        return movement -> ThreadLocalRandom.current().nextInt(FAILS_ONE_IN) > 0;
    }
}
