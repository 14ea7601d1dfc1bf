package io.pgqueue.autoconfigure.connection;

import com.zaxxer.hikari.HikariConfig;
import com.zaxxer.hikari.HikariConfigMXBean;
import com.zaxxer.hikari.HikariDataSource;
import com.zaxxer.hikari.util.Credentials;
import io.pgqueue.engine.PgQueueEngine.ControlConnections;
import java.sql.Connection;
import java.sql.DriverManager;
import java.sql.SQLException;
import java.sql.Statement;
import java.util.Properties;
import javax.sql.DataSource;
import org.jspecify.annotations.Nullable;
import org.springframework.boot.jdbc.DataSourceUnwrapper;

/**
 * Opens connections to where a Hikari pool leads, or to a target of their own, past the pool: the control session lasts as long as the instance, and
 * its heartbeat must not wait for a pool that is busy. Settings of the pool are read each time, since passwords change.
 */
public final class HikariControlConnections implements ControlConnections {

    private final HikariConfig pool;
    private final ControlTarget target;

    private HikariControlConnections(HikariConfig pool, ControlTarget target) {
        this.pool = pool;
        this.target = target;
    }

    /** Null if the source is no Hikari pool, or one that does not connect by a URL. */
    public static @Nullable ControlConnections of(DataSource dataSource, ControlTarget target) {
        HikariDataSource pool =
                DataSourceUnwrapper.unwrap(dataSource, HikariConfigMXBean.class, HikariDataSource.class);
        boolean byUrl = pool != null && pool.getDataSource() == null && pool.getDataSourceClassName() == null;
        return pool != null && byUrl && pool.getJdbcUrl() != null ? new HikariControlConnections(pool, target) : null;
    }

    @Override
    public Connection open() throws SQLException {
        String url = target.url() == null ? pool.getJdbcUrl() : target.url();
        Connection connection = DriverManager.getConnection(url, properties());
        String init = pool.getConnectionInitSql();
        if (init != null && !init.isBlank()) {
            try (Statement statement = connection.createStatement()) {
                statement.execute(init);
            } catch (SQLException e) {
                connection.close();
                throw e;
            }
        }
        return connection;
    }

    /** What the pool gives the driver, and what suits a session that waits. */
    private Properties properties() {
        Properties properties = new Properties();
        pool.getDataSourceProperties()
                .forEach((key, value) -> properties.setProperty(key.toString(), value.toString()));
        if (target.username() == null) {
            Credentials credentials = pool.getCredentialsProvider() != null
                    ? pool.getCredentialsProvider().getCredentials()
                    : pool.getCredentials();
            ControlProperties.logIn(properties, credentials.getUsername(), credentials.getPassword());
        } else {
            ControlProperties.logIn(properties, target.username(), target.password());
        }
        ControlProperties.complete(properties);
        return properties;
    }
}
