package io.pgqueue.benchmarks.contestant.pgqueue;

import io.pgqueue.KindOptions;
import io.pgqueue.TaskKind;
import io.pgqueue.TaskRegistration;
import io.pgqueue.benchmarks.contestant.Payload;
import io.pgqueue.benchmarks.server.BenchDatabase;
import java.util.HashMap;
import java.util.Map;
import org.springframework.boot.SpringApplication;
import org.springframework.boot.WebApplicationType;
import org.springframework.boot.autoconfigure.EnableAutoConfiguration;
import org.springframework.context.ApplicationContextInitializer;
import org.springframework.context.ConfigurableApplicationContext;
import org.springframework.context.annotation.Configuration;
import org.springframework.context.annotation.Import;
import org.springframework.context.support.GenericApplicationContext;

/** An application as a user would write it: the starter, a data source, and a bean with a handler. */
final class BenchApplication {

    /** How many kinds there are, the one that counts included. */
    private static final String KINDS = "bench.kinds";

    private BenchApplication() {}

    /** Starts it with processing stopped; a key of {@code properties} is the name of a property. */
    static ConfigurableApplicationContext start(BenchDatabase database, Map<String, String> properties) {
        return start(database, properties, context -> {});
    }

    /** The same with beans of the measure's own. */
    static ConfigurableApplicationContext start(
            BenchDatabase database,
            Map<String, String> properties,
            ApplicationContextInitializer<GenericApplicationContext> beans) {
        SpringApplication application = new SpringApplication(Beans.class);
        application.setWebApplicationType(WebApplicationType.NONE);
        Map<String, Object> all = new HashMap<>();
        all.put("spring.main.banner-mode", "off");
        all.put("spring.datasource.url", database.jdbcUrl());
        all.put("spring.datasource.username", database.user());
        all.put("pgqueue.processing.enabled", "false");
        all.putAll(properties);
        all.putAll(BenchShards.of(database, properties).properties());
        application.setDefaultProperties(all);
        application.addInitializers(beans);
        int kinds = Integer.parseInt(properties.getOrDefault(KINDS, "1"));
        application.addInitializers((GenericApplicationContext context) -> {
            for (int i = 2; i <= kinds; i++) {
                TaskKind<Payload> kind = new TaskKind<>("kind-" + i, Payload.class);
                context.registerBean(
                        kind.name(),
                        TaskRegistration.class,
                        () -> TaskRegistration.of(kind, KindOptions.none(), (payload, task) -> null));
            }
        });
        return application.run();
    }

    @Configuration(proxyBeanMethods = false)
    @EnableAutoConfiguration
    @Import(CountingHandler.class)
    static class Beans {}
}
