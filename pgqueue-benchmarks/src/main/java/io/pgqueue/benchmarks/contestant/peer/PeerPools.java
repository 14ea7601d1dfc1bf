package io.pgqueue.benchmarks.contestant.peer;

import com.zaxxer.hikari.HikariConfig;
import com.zaxxer.hikari.HikariDataSource;
import io.pgqueue.benchmarks.server.BenchDatabase;

/** Connections as peers want them. */
final class PeerPools {

    private PeerPools() {}

    /** A pool whose batches of {@code INSERT} the driver turns into statements of several rows. */
    static HikariDataSource rewritingBatches(BenchDatabase database, int connections) {
        HikariConfig config = new HikariConfig();
        config.setJdbcUrl(database.jdbcUrl());
        config.setUsername(database.user());
        config.setMaximumPoolSize(connections);
        config.addDataSourceProperty("reWriteBatchedInserts", "true");
        return new HikariDataSource(config);
    }
}
