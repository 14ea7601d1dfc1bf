package io.pgqueue.benchmarks.fire.process;

import com.zaxxer.hikari.HikariConfig;
import com.zaxxer.hikari.HikariDataSource;
import java.nio.file.Path;

/**
 * What a process is told.
 *
 * @param role what it is
 * @param name of its own, as the ledger has it; its sessions have it as their application's
 * @param port of the line to the database
 * @param ledger the file
 * @param harmFolder where harm that was done is noted
 */
record Settings(ProcessRole role, String name, int port, Path ledger, Path harmFolder) {

    /** A pool as an application would have it that wants to know soon when something is wrong. */
    HikariDataSource pool() {
        HikariConfig config = new HikariConfig();
        config.setJdbcUrl(
                "jdbc:postgresql://localhost:" + port + "/fire?connectTimeout=5&socketTimeout=30&loginTimeout=5");
        config.setUsername(role.user());
        config.addDataSourceProperty("ApplicationName", name);
        config.setMaximumPoolSize(role.connections());
        config.setMinimumIdle(0);
        config.setConnectionTimeout(3_000);
        config.setInitializationFailTimeout(-1);
        return new HikariDataSource(config);
    }
}
