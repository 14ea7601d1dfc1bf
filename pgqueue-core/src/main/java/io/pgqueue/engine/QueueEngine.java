package io.pgqueue.engine;

import io.pgqueue.KindOptions;
import io.pgqueue.QueueReads;
import io.pgqueue.TaskAdmin;
import io.pgqueue.TaskProcessing;
import io.pgqueue.TaskQueue;
import io.pgqueue.TaskRegistration;
import io.pgqueue.engine.PgQueueEngine.InlineProcessing;
import io.pgqueue.outbox.Outbox;
import io.pgqueue.outbox.OutboxAdmin;
import io.pgqueue.outbox.OutboxAdmin.OutboxCounts;
import io.pgqueue.schedule.InvalidScheduleException;
import io.pgqueue.schedule.Schedule;
import io.pgqueue.schedule.Schedules;
import java.util.Collection;
import java.util.Map;
import java.util.Optional;

/** A queue, be it one schema ({@link PgQueueEngine}) or several shards ({@link ShardedEngine}). Thread-safe. */
public interface QueueEngine extends AutoCloseable {

    /** The queue for callers; usable at once, for kinds that the database knows. */
    TaskQueue taskQueue();

    /** What operators do; usable at once. */
    TaskAdmin taskAdmin();

    /** Recurring tasks; usable at once. */
    Schedules schedules();

    /** Publishes events in the caller's transaction; usable at once. */
    Outbox outbox();

    /** What operators do to the outbox; usable at once. */
    OutboxAdmin outboxAdmin();

    /** Lists as the replica has them, or those of the shards that have one; they may lag behind. Empty if there is none. */
    Optional<QueueReads> replica();

    /** As {@link OutboxAdmin#counts}; as replicas have them, where there are any. */
    Optional<OutboxCounts> outboxCounts();

    /** Starts and stops the processing of what was registered. */
    TaskProcessing processing();

    /**
     * Adds handlers, and makes all kinds known to the database that have one or are declared in the settings. To be
     * called once, before processing starts; nothing is written if it throws. From then on this instance takes part in counting
     * tasks, whether or not it processes any.
     *
     * @throws InvalidRegistrationException if a kind has two handlers, a name or an option is out of range, or two
     *     kinds differ by dashes alone
     */
    void register(Collection<TaskRegistration> registrations);

    /**
     * Makes known the schedules that the code of an application declares. To be called with each start, after
     * {@link #register}.
     *
     * @param application name of what declares them; several applications may share a queue
     * @param retire whether schedules that it declared before and no longer does are retired: for instances that have
     *     all of its handlers. Where instances declare different ones, as during a rolling deployment, the one that
     *     starts last is right
     * @throws InvalidScheduleException if a field breaks a rule, a name is there twice or belongs to another
     *     application, or nobody knows a kind; then nothing was written
     */
    void declareSchedules(String application, Collection<Schedule> declared, boolean retire);

    /** Options in force for each kind that has a handler here, after all layers. */
    Map<String, KindOptions> options();

    /** Runs tasks in the caller's thread and transaction: for tests. Independent of {@link #processing()}. */
    InlineProcessing inline();

    /** Stops processing, interrupting handlers at once, counts no more, and sends the last notifications. */
    @Override
    void close();
}
