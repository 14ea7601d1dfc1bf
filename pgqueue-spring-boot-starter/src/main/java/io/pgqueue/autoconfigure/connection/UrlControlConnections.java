package io.pgqueue.autoconfigure.connection;

import io.pgqueue.engine.PgQueueEngine.ControlConnections;
import java.sql.Connection;
import java.sql.DriverManager;
import java.sql.SQLException;
import java.util.Properties;

/** Opens control sessions by a URL, beside a pool that is not Hikari's or does not say where it leads. */
public final class UrlControlConnections implements ControlConnections {

    private final String url;
    private final ControlTarget target;

    public UrlControlConnections(String url, ControlTarget target) {
        this.url = url;
        this.target = target;
    }

    @Override
    public Connection open() throws SQLException {
        Properties properties = new Properties();
        ControlProperties.logIn(properties, target.username(), target.password());
        ControlProperties.complete(properties);
        return DriverManager.getConnection(url, properties);
    }
}
