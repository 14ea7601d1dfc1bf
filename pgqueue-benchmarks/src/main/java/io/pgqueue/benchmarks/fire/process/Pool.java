package io.pgqueue.benchmarks.fire.process;

import com.zaxxer.hikari.HikariDataSource;
import java.sql.Connection;
import java.sql.SQLException;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.locks.LockSupport;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/** Takes the connections of a pool away, as application code would that leaks them. */
final class Pool {

    private static final Logger log = LoggerFactory.getLogger(Pool.class);

    private Pool() {}

    /** Takes each connection that becomes free until the time is over, and then gives them back. */
    static void drain(HikariDataSource pool, Duration time) {
        long end = System.nanoTime() + time.toNanos();
        List<Connection> taken = new ArrayList<>();
        try {
            while (end - System.nanoTime() > 0 && taken.size() < pool.getMaximumPoolSize()) {
                taken.add(pool.getConnection());
            }
        } catch (SQLException e) {
            log.info("the pool has no connection left: {}", e.getMessage());
        }
        LockSupport.parkNanos(Math.max(0, end - System.nanoTime()));
        for (Connection connection : taken) {
            try {
                connection.close();
            } catch (SQLException e) {
                log.info("a connection broke meanwhile: {}", e.getMessage());
            }
        }
    }
}
