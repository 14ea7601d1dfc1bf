package io.pgqueue.autoconfigure.connection;

import javax.sql.DataSource;

/** The {@code DataSource} of a hot standby, in a wrapper so that it is no second bean of that type. */
public record ReplicaDataSource(DataSource dataSource) {

    /** @throws io.pgqueue.autoconfigure.failure.SetupException if its URL would tell a password to the logs */
    public ReplicaDataSource {
        UrlCheck.requireNoUser(dataSource);
    }
}
