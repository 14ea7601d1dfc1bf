package io.pgqueue.benchmarks.fire;

import io.pgqueue.benchmarks.fire.stage.QueueDatabase;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import java.util.concurrent.ScheduledExecutorService;
import java.util.concurrent.TimeUnit;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;
import org.springframework.dao.DataAccessException;
import org.springframework.jdbc.core.JdbcTemplate;

/**
 * Takes workers for dead after 8 s without a heartbeat, and not after 30 s as they do among themselves: a run has more
 * deaths in the same time, and more that are none. It calls what they call, with the same role.
 */
final class Impatience implements AutoCloseable {

    private static final Logger log = LoggerFactory.getLogger(Impatience.class);
    private static final long EVERY_MILLIS = 500;
    private static final String RESCUE = "/* fire:rescue */ select * from pgqueue.rescue('8 seconds', '6 seconds')";

    private final ScheduledExecutorService timer = Executors.newSingleThreadScheduledExecutor(work -> {
        Thread thread = new Thread(work, "impatience");
        thread.setDaemon(true);
        return thread;
    });

    private final Future<?> looking;

    Impatience(QueueDatabase database) {
        JdbcTemplate jdbc = new JdbcTemplate(database.as("fire_worker"));
        // must work while nothing is broken yet
        jdbc.queryForList(RESCUE);
        this.looking =
                timer.scheduleWithFixedDelay(() -> look(jdbc), EVERY_MILLIS, EVERY_MILLIS, TimeUnit.MILLISECONDS);
    }

    private static void look(JdbcTemplate jdbc) {
        try {
            jdbc.queryForList(RESCUE);
        } catch (DataAccessException e) {
            log.debug("the database is away", e);
        }
    }

    @Override
    public void close() {
        looking.cancel(true);
        timer.shutdownNow();
    }
}
