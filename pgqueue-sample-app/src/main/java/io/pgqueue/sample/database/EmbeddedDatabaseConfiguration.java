package io.pgqueue.sample.database;

import java.io.IOException;
import org.springframework.boot.context.properties.EnableConfigurationProperties;
import org.springframework.boot.jdbc.autoconfigure.JdbcConnectionDetails;
import org.springframework.context.annotation.Bean;
import org.springframework.context.annotation.Conditional;
import org.springframework.context.annotation.Configuration;

/**
 * Starts a PostgreSQL when none is configured. It publishes connection details and not a {@code DataSource}, so that
 * Spring Boot still builds the pool, its health and its metrics; and because the pool depends on this bean, it is
 * closed before the server stops.
 */
@Configuration(proxyBeanMethods = false)
@Conditional(OnNoDatabaseUrl.class)
@EnableConfigurationProperties(EmbeddedDatabaseProperties.class)
class EmbeddedDatabaseConfiguration {

    @Bean(destroyMethod = "close")
    EmbeddedDatabase embeddedDatabase(EmbeddedDatabaseProperties properties) throws IOException {
        return EmbeddedDatabase.start(properties.directory(), properties.port());
    }

    @Bean
    JdbcConnectionDetails jdbcConnectionDetails(EmbeddedDatabase database) {
        return new EmbeddedConnectionDetails(database.jdbcUrl());
    }

    private record EmbeddedConnectionDetails(String getJdbcUrl) implements JdbcConnectionDetails {

        @Override
        public String getUsername() {
            return EmbeddedDatabase.USER;
        }

        @Override
        public String getPassword() {
            return "";
        }
    }
}
