package io.pgqueue.internal.shard;

import io.pgqueue.EnqueueResult;
import io.pgqueue.QueueReads;
import io.pgqueue.Task;
import io.pgqueue.TaskAdmin;
import io.pgqueue.TaskProcessing;
import io.pgqueue.TaskQueue;
import io.pgqueue.outbox.Outbox;
import io.pgqueue.outbox.OutboxAdmin;
import io.pgqueue.outbox.OutboxAdmin.OutboxCounts;
import io.pgqueue.schedule.Schedules;
import java.util.Collection;
import java.util.List;
import java.util.Optional;
import java.util.function.IntFunction;
import java.util.function.Supplier;
import org.springframework.dao.DataAccessException;

/** A shard as those see it who choose among several. Implementations are thread-safe. */
public interface Shard {

    /** Unique among the shards; decides which keys are its. */
    String name();

    /** The top 15 bits of its ids. */
    int number();

    /** Whether it was added lately, so that keys of its may still be held by the shard of before. */
    boolean isAdded();

    /** Whether its schema is there and its kinds are known to it. */
    boolean isOpen();

    /** Whether it is open and nothing is known to be wrong with it. Never asks the database. */
    boolean isUp();

    /** Whether this thread is in a Spring transaction on its {@code DataSource}. */
    boolean isInTransaction();

    /** {@link DataAccessException} while it is not open. */
    TaskQueue queue();

    /** {@link DataAccessException} while it is not open. */
    TaskAdmin admin();

    /** By its replica, if it has one; {@link DataAccessException} while it is not open. */
    QueueReads reads();

    /** {@link DataAccessException} while it is not open. */
    Schedules schedules();

    /** {@link DataAccessException} while it is not open. */
    Outbox outbox();

    /** {@link DataAccessException} while it is not open. */
    OutboxAdmin outboxAdmin();

    /** As its replica has them, if there is one; {@link DataAccessException} while it is not open. */
    Optional<OutboxCounts> outboxCounts();

    TaskProcessing processing();

    /**
     * Checks tasks, and returns what adds them with one statement.
     *
     * @param place says of a position in {@code tasks} where that is, for messages
     */
    Supplier<List<EnqueueResult>> prepare(Collection<Task> tasks, IntFunction<String> place);
}
