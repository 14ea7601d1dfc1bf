package io.pgqueue.autoconfigure.dashboard;

import io.pgqueue.TaskAdmin;
import io.pgqueue.autoconfigure.PgQueueAutoConfiguration;
import io.pgqueue.autoconfigure.connection.QueueDataSource;
import io.pgqueue.engine.PgQueueEngine;
import io.pgqueue.engine.QueueEngine;
import io.pgqueue.engine.ShardedEngine;
import io.pgqueue.outbox.OutboxAdmin;
import io.pgqueue.schedule.Schedules;
import java.util.Map;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;
import org.springframework.beans.factory.BeanFactory;
import org.springframework.beans.factory.ObjectProvider;
import org.springframework.boot.autoconfigure.AutoConfiguration;
import org.springframework.boot.autoconfigure.condition.ConditionalOnBean;
import org.springframework.boot.autoconfigure.condition.ConditionalOnBooleanProperty;
import org.springframework.boot.autoconfigure.condition.ConditionalOnClass;
import org.springframework.boot.autoconfigure.condition.ConditionalOnMissingBean;
import org.springframework.boot.autoconfigure.condition.ConditionalOnWebApplication;
import org.springframework.boot.context.properties.EnableConfigurationProperties;
import org.springframework.context.annotation.Bean;
import org.springframework.core.env.Environment;
import org.springframework.util.ClassUtils;
import org.springframework.web.HttpRequestHandler;
import org.springframework.web.servlet.handler.SimpleUrlHandlerMapping;

/**
 * The dashboard, in servlet applications that set {@code pgqueue.dashboard.enabled}. It has a handler mapping of its own, and
 * changes nothing of the application's: neither its mappings nor what it says about JSON.
 */
@AutoConfiguration(after = PgQueueAutoConfiguration.class)
@ConditionalOnWebApplication(type = ConditionalOnWebApplication.Type.SERVLET)
@ConditionalOnClass(SimpleUrlHandlerMapping.class)
@ConditionalOnBooleanProperty("pgqueue.dashboard.enabled")
@ConditionalOnBean(QueueEngine.class)
@EnableConfigurationProperties(DashboardProperties.class)
public final class PgQueueDashboardAutoConfiguration {

    private static final Logger log = LoggerFactory.getLogger(PgQueueDashboardAutoConfiguration.class);

    /** Before the application's controllers, of which one may take all addresses, and after Actuator's. */
    private static final int ORDER = -50;

    private static final String FILTER_CHAIN = "springSecurityFilterChain";
    private static final String FILTER_CHAIN_CLASS = "org.springframework.security.web.SecurityFilterChain";

    @Bean
    @ConditionalOnMissingBean
    DashboardAccess pgQueueDashboardAccess(DashboardProperties properties, BeanFactory beanFactory) {
        if (ClassUtils.isPresent(FILTER_CHAIN_CLASS, PgQueueDashboardAutoConfiguration.class.getClassLoader())
                && beanFactory.containsBean(FILTER_CHAIN)) {
            return new SecurityAccess(properties.viewAuthority(), properties.operateAuthority());
        }
        if (properties.allowWritesWithoutSecurity()) {
            log.warn(
                    "The dashboard at {} lets everybody who reaches it change tasks, kinds and schedules. Add Spring"
                            + " Security, or make sure that nobody else reaches it",
                    properties.path());
        } else {
            log.warn(
                    "The dashboard at {} lets everybody who reaches it see tasks with their payloads, and nobody change"
                            + " anything. Add Spring Security with the authorities {} and {}; or set"
                            + " pgqueue.dashboard.allow-writes-without-security to true where nobody else reaches it",
                    properties.path(),
                    properties.viewAuthority(),
                    properties.operateAuthority());
        }
        return new OpenAccess(properties.allowWritesWithoutSecurity());
    }

    @Bean
    @ConditionalOnMissingBean
    Queues pgQueueDashboardQueues(
            ObjectProvider<ShardedEngine> sharded,
            ObjectProvider<PgQueueEngine> single,
            ObjectProvider<QueueDataSource> source) {
        ShardedEngine shards = sharded.getIfAvailable();
        return shards == null ? Queues.of(single.getObject(), source.getObject().dataSource()) : Queues.of(shards);
    }

    @Bean
    DashboardParts pgQueueDashboardParts(
            TaskAdmin admin,
            QueueEngine engine,
            Schedules schedules,
            ObjectProvider<OutboxAdmin> outbox,
            Queues queues) {
        return new DashboardParts(admin, engine, schedules, outbox.getIfUnique(engine::outboxAdmin), queues);
    }

    @Bean
    SimpleUrlHandlerMapping pgQueueDashboardMapping(
            DashboardProperties properties, DashboardAccess access, DashboardParts parts, Environment environment) {
        String path = properties.checkedPath();
        JsonText json = new JsonText();
        ApiRoutes routes = parts.routes(
                new PayloadMask(json, properties.maskedNames()),
                environment.getProperty("spring.application.name", "application"));
        HttpRequestHandler handler =
                new DashboardHandler(path, access, new DashboardApi(routes, json), new DashboardFiles());
        return new SimpleUrlHandlerMapping(Map.of(path, handler, path + "/**", handler), ORDER);
    }
}
