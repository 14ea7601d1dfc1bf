package io.pgqueue.autoconfigure.connection;

import javax.sql.DataSource;

/** The {@code DataSource} that leads to the queue, in a wrapper so that it is no second bean of that type. */
public record QueueDataSource(DataSource dataSource) {}
