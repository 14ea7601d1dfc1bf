package io.pgqueue.autoconfigure.connection;

import javax.sql.DataSource;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;
import org.springframework.boot.jdbc.metadata.DataSourcePoolMetadata;
import org.springframework.boot.jdbc.metadata.DataSourcePoolMetadataProvider;

/** Compares what the engine takes from the pool with what the pool has. */
public final class PoolCheck {

    private static final Logger log = LoggerFactory.getLogger(PoolCheck.class);

    private final DataSource dataSource;
    private final DataSourcePoolMetadataProvider pools;

    public PoolCheck(DataSource dataSource, DataSourcePoolMetadataProvider pools) {
        this.dataSource = dataSource;
        this.pools = pools;
    }

    /**
     * Says how many connections are needed, and warns if the pool has fewer.
     *
     * @param needed most that the engine holds at once
     */
    public void report(int needed) {
        Integer max = max();
        if (max == null || max < 0) {
            log.info(
                    "pgqueue takes up to {} connections from the DataSource at once; its maximum is not known", needed);
        } else if (max < needed) {
            log.warn(
                    "pgqueue takes up to {} connections from the pool at once, but the pool has {} in all: handlers and"
                            + " heartbeats will wait for connections. Set spring.datasource.hikari.maximum-pool-size (or"
                            + " the maximum of whichever pool this is) to at least {}, plus what the application itself"
                            + " holds at once",
                    needed,
                    max,
                    needed);
        } else {
            log.info(
                    "pgqueue takes up to {} of the pool's {} connections at once, which leaves {} to the application",
                    needed,
                    max,
                    max - needed);
        }
    }

    private @Nullable Integer max() {
        DataSourcePoolMetadata metadata = pools.getDataSourcePoolMetadata(dataSource);
        return metadata == null ? null : metadata.getMax();
    }
}
