package io.pgqueue.sample.database;

import java.nio.file.Path;
import org.springframework.boot.context.properties.ConfigurationProperties;
import org.springframework.boot.context.properties.bind.DefaultValue;

/**
 * Where the embedded PostgreSQL keeps its data, and where it listens.
 *
 * @param directory the server, its data and its log; survives a restart of the sample
 * @param port on localhost; 0 for any that is free
 */
@ConfigurationProperties("sample.database")
record EmbeddedDatabaseProperties(
        @DefaultValue("pgqueue-sample-data") Path directory,
        @DefaultValue("0") int port) {}
