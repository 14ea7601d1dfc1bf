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
import org.springframework.core.NativeDetector;
import org.springframework.util.ClassUtils;

/**
 * Opens connections to where a Hikari pool leads, past the pool: the control session lasts as long as the instance, and
 * its heartbeat must not wait for a pool that is busy. Settings of the pool are read each time, since passwords change.
 */
public final class HikariControlConnections implements ControlConnections {

    private static final String DRIVER = "org.postgresql.Driver";

    private final HikariConfig pool;

    private HikariControlConnections(HikariConfig pool) {
        this.pool = pool;
    }

    /** Null if the source is no Hikari pool, or one that does not connect by a URL. */
    public static @Nullable ControlConnections of(DataSource dataSource) {
        HikariDataSource pool =
                DataSourceUnwrapper.unwrap(dataSource, HikariConfigMXBean.class, HikariDataSource.class);
        boolean byUrl = pool != null && pool.getDataSource() == null && pool.getDataSourceClassName() == null;
        return pool != null && byUrl && pool.getJdbcUrl() != null ? new HikariControlConnections(pool) : null;
    }

    @Override
    public Connection open() throws SQLException {
        Connection connection = DriverManager.getConnection(pool.getJdbcUrl(), properties());
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

    /** What the pool gives the driver; then, unless that or the URL says otherwise, what suits a session that waits. */
    private Properties properties() {
        Properties properties = new Properties();
        pool.getDataSourceProperties()
                .forEach((key, value) -> properties.setProperty(key.toString(), value.toString()));
        Credentials credentials = pool.getCredentialsProvider() != null
                ? pool.getCredentialsProvider().getCredentials()
                : pool.getCredentials();
        if (credentials.getUsername() != null) {
            properties.setProperty("user", credentials.getUsername());
        }
        if (credentials.getPassword() != null) {
            properties.setProperty("password", credentials.getPassword());
        }
        properties.putIfAbsent("ApplicationName", "pgqueue-control");
        properties.putIfAbsent("tcpKeepAlive", "true");
        properties.putIfAbsent("connectTimeout", "5");
        // a beat answers at once, or the network is gone: without a limit the session would wait for it for ever
        properties.putIfAbsent("socketTimeout", "15");
        if (driverSees(PromptSocketFactory.class)) {
            properties.putIfAbsent("socketFactory", PromptSocketFactory.class.getName());
        }
        return properties;
    }

    /** Not where a container brings the driver; and a native image would have to be told of it. */
    private static boolean driverSees(Class<?> type) {
        return !NativeDetector.inNativeImage()
                && ClassUtils.isPresent(DRIVER, type.getClassLoader())
                && ClassUtils.resolveClassName(DRIVER, type.getClassLoader()).getClassLoader() == type.getClassLoader();
    }
}
