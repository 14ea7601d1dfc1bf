package io.pgqueue.autoconfigure.dashboard;

import io.pgqueue.Task;
import io.pgqueue.TaskContext;
import io.pgqueue.TaskHandler;
import io.pgqueue.autoconfigure.PgQueueAutoConfiguration;
import io.pgqueue.schedule.RecurringTask;
import io.pgqueue.testsupport.TestDatabase;
import java.util.Map;
import org.springframework.boot.autoconfigure.AutoConfigurations;
import org.springframework.boot.http.converter.autoconfigure.HttpMessageConvertersAutoConfiguration;
import org.springframework.boot.jackson.autoconfigure.JacksonAutoConfiguration;
import org.springframework.boot.jdbc.autoconfigure.DataSourceAutoConfiguration;
import org.springframework.boot.jdbc.autoconfigure.DataSourceTransactionManagerAutoConfiguration;
import org.springframework.boot.test.context.runner.WebApplicationContextRunner;
import org.springframework.boot.transaction.autoconfigure.TransactionAutoConfiguration;
import org.springframework.boot.webmvc.autoconfigure.DispatcherServletAutoConfiguration;
import org.springframework.boot.webmvc.autoconfigure.WebMvcAutoConfiguration;

/** Servlet applications with the dashboard, in which tasks run only when the test says so. */
final class DashboardApplication {

    private DashboardApplication() {}

    static WebApplicationContextRunner on(TestDatabase database) {
        return new WebApplicationContextRunner()
                .withConfiguration(AutoConfigurations.of(
                        DataSourceAutoConfiguration.class,
                        DataSourceTransactionManagerAutoConfiguration.class,
                        TransactionAutoConfiguration.class,
                        JacksonAutoConfiguration.class,
                        HttpMessageConvertersAutoConfiguration.class,
                        DispatcherServletAutoConfiguration.class,
                        WebMvcAutoConfiguration.class,
                        PgQueueAutoConfiguration.class,
                        PgQueueDashboardAutoConfiguration.class))
                .withBean(Handlers.class)
                .withPropertyValues(
                        "spring.application.name=shop",
                        "spring.datasource.url=" + database.jdbcUrl(),
                        "spring.datasource.username=" + database.username(),
                        "spring.datasource.password=" + database.password(),
                        "spring.datasource.hikari.minimum-idle=0",
                        "pgqueue.processing.enabled=false",
                        "pgqueue.kinds.mail.max-attempts=1",
                        "pgqueue.kinds.mail.transition-log-ttl=1h",
                        "pgqueue.dashboard.enabled=true");
    }

    /** The same, in which everybody may change things. */
    static WebApplicationContextRunner writable(TestDatabase database) {
        return on(database).withPropertyValues("pgqueue.dashboard.allow-writes-without-security=true");
    }

    static class Handlers {
        /** Fails if its payload says so, and is followed by as many others as that says. */
        @TaskHandler("mail")
        void mail(Map<String, Object> payload, TaskContext context) {
            int followUps = (int) payload.getOrDefault("then", 0);
            for (int i = 0; i < followUps; i++) {
                context.enqueue(Task.of("nightly", null));
            }
            if (payload.containsKey("fail")) {
                throw new IllegalStateException(String.valueOf(payload.get("fail")));
            }
        }

        @TaskHandler("nightly")
        @RecurringTask(cron = "0 30 2 * * *", zone = "Europe/Berlin")
        void nightly() {}
    }
}
