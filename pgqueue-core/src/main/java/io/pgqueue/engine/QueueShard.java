package io.pgqueue.engine;

import io.pgqueue.TaskRegistration;
import io.pgqueue.internal.store.ShardStore;
import io.pgqueue.schedule.Schedule;
import java.util.Collection;
import javax.sql.DataSource;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;
import org.springframework.dao.DataAccessException;
import org.springframework.dao.DataAccessResourceFailureException;
import org.springframework.dao.RecoverableDataAccessException;
import org.springframework.dao.TransientDataAccessException;
import org.springframework.transaction.PlatformTransactionManager;

/**
 * A shard of a {@link ShardedEngine}. It is open once its schema is there, has its number, and knows the kinds of this
 * instance; until then it serves nobody. Thread-safe.
 */
public final class QueueShard {

    private static final Logger log = LoggerFactory.getLogger(QueueShard.class);

    private final ShardDefinition definition;
    private final PgQueueEngine engine;

    // the following are written under the monitor
    private volatile boolean prepared;
    private volatile boolean registered;
    private volatile @Nullable Throwable problem;

    QueueShard(ShardDefinition definition) {
        this.definition = definition;
        this.engine = definition.builder().build();
    }

    public String name() {
        return definition.name();
    }

    /** The top 15 bits of the ids of its tasks. */
    public int number() {
        return definition.number();
    }

    /** Its engine, for what concerns this shard alone. */
    public PgQueueEngine engine() {
        return engine;
    }

    public DataSource dataSource() {
        return definition.builder().dataSource;
    }

    public String schema() {
        return definition.builder().settings.schema();
    }

    /** Begins transactions on its {@code DataSource}: those of transactional handlers, and of callers who want one. */
    public PlatformTransactionManager transactionManager() {
        return definition.builder().transactionManager.get();
    }

    public boolean isOpen() {
        return prepared && registered;
    }

    /** What the last attempt to open it failed of; null if it did not, or nobody has tried. */
    public @Nullable Throwable problem() {
        return problem;
    }

    boolean isPrepared() {
        return prepared;
    }

    boolean isAdded() {
        return definition.added();
    }

    /**
     * Makes sure that the schema is there and has its number.
     *
     * @return false if the database is away
     */
    boolean prepare() {
        return attempt(() -> {
            if (!prepared) {
                definition.migration().run();
                requireNumber();
                prepared = true;
            }
        });
    }

    /**
     * Makes the kinds of this instance known.
     *
     * @return false if the database is away
     */
    boolean register(Collection<TaskRegistration> registrations) {
        return attempt(() -> {
            if (!registered) {
                engine.register(registrations);
                registered = true;
            }
        });
    }

    /** As {@link PgQueueEngine#declareSchedules}; false if the database is away. */
    boolean declare(String application, Collection<Schedule> schedules, boolean retire) {
        return attempt(() -> engine.declareSchedules(application, schedules, retire));
    }

    /** {@link DataAccessException} if the schema is not known to be there. */
    void requirePrepared() {
        if (!prepared) {
            throw new DataAccessResourceFailureException(
                    "shard '" + name() + "' of the task queue is away; it is tried again every few seconds", problem);
        }
    }

    private synchronized boolean attempt(Runnable step) {
        try {
            step.run();
            problem = null;
            return true;
        } catch (DataAccessException e) {
            if (!isAway(e)) {
                problem = e;
                throw e;
            }
            if (problem == null) {
                log.warn("shard {} is away, and will be tried again", name(), e);
            }
            problem = e;
            return false;
        } catch (RuntimeException e) {
            problem = e;
            throw e;
        }
    }

    private void requireNumber() {
        ShardStore store = engine.shardStore();
        int present = store.number();
        if (present == number()) {
            return;
        }
        if (!definition.numbering()) {
            throw new ShardNumberException(name(), number(), present, "and may not be given another here");
        }
        if (!store.setNumber(number())) {
            throw new ShardNumberException(name(), number(), present, "and has handed out ids");
        }
        log.info("schema of shard {} has the number {} now", name(), number());
    }

    private static boolean isAway(DataAccessException e) {
        return e instanceof DataAccessResourceFailureException
                || e instanceof TransientDataAccessException
                || e instanceof RecoverableDataAccessException;
    }
}
