package io.pgqueue.autoconfigure;

import io.pgqueue.testsupport.TestDatabase;
import org.springframework.boot.autoconfigure.AutoConfigurations;
import org.springframework.boot.jackson.autoconfigure.JacksonAutoConfiguration;
import org.springframework.boot.jdbc.autoconfigure.DataSourceAutoConfiguration;
import org.springframework.boot.jdbc.autoconfigure.DataSourceInitializationAutoConfiguration;
import org.springframework.boot.jdbc.autoconfigure.DataSourceTransactionManagerAutoConfiguration;
import org.springframework.boot.jdbc.autoconfigure.JdbcClientAutoConfiguration;
import org.springframework.boot.jdbc.autoconfigure.JdbcTemplateAutoConfiguration;
import org.springframework.boot.test.context.runner.ApplicationContextRunner;
import org.springframework.boot.transaction.autoconfigure.TransactionAutoConfiguration;

/** Applications as a user has them: Boot's own configuration for JDBC and JSON, and pgqueue's. */
public final class PgQueueRunner {

    private PgQueueRunner() {}

    /** An application on a database. */
    public static ApplicationContextRunner on(TestDatabase database) {
        return withoutJackson(database).withConfiguration(AutoConfigurations.of(JacksonAutoConfiguration.class));
    }

    /** An application on a database whose JSON is pgqueue's affair. */
    public static ApplicationContextRunner withoutJackson(TestDatabase database) {
        return withoutDatabase()
                .withPropertyValues(
                        "spring.datasource.url=" + database.jdbcUrl(),
                        "spring.datasource.username=" + database.username(),
                        "spring.datasource.password=" + database.password(),
                        "spring.datasource.hikari.minimum-idle=0",
                        "spring.datasource.hikari.maximum-pool-size=20");
    }

    /** An application that says nothing about a database. */
    public static ApplicationContextRunner withoutDatabase() {
        return new ApplicationContextRunner()
                .withConfiguration(AutoConfigurations.of(
                        DataSourceAutoConfiguration.class,
                        DataSourceInitializationAutoConfiguration.class,
                        DataSourceTransactionManagerAutoConfiguration.class,
                        TransactionAutoConfiguration.class,
                        JdbcTemplateAutoConfiguration.class,
                        JdbcClientAutoConfiguration.class,
                        PgQueueAutoConfiguration.class));
    }
}
