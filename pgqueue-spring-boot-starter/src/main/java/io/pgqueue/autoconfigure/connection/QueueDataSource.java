package io.pgqueue.autoconfigure.connection;

import javax.sql.DataSource;

/** The {@code DataSource} that leads to the queue, in a wrapper so that it is no second bean of that type. */
public record QueueDataSource(DataSource dataSource) {

    /** @throws io.pgqueue.autoconfigure.failure.SetupException if its URL would tell a password to the logs */
    public QueueDataSource {
        UrlCheck.requireNoUser(dataSource);
    }
}
