package io.pgqueue.engine;

import io.pgqueue.KindOptions;
import io.pgqueue.QueueReads;
import io.pgqueue.Task;
import io.pgqueue.TaskAdmin;
import io.pgqueue.TaskProcessing;
import io.pgqueue.TaskQueue;
import io.pgqueue.TaskRegistration;
import io.pgqueue.engine.PgQueueEngine.InlineProcessing;
import io.pgqueue.engine.ShardSettings.CrossShardTransactions;
import io.pgqueue.internal.shard.Placement;
import io.pgqueue.internal.shard.Shard;
import io.pgqueue.internal.shard.ShardedOutbox;
import io.pgqueue.internal.shard.ShardedOutboxAdmin;
import io.pgqueue.internal.shard.ShardedProcessing;
import io.pgqueue.internal.shard.ShardedReads;
import io.pgqueue.internal.shard.ShardedSchedules;
import io.pgqueue.internal.shard.ShardedTaskAdmin;
import io.pgqueue.internal.shard.ShardedTaskQueue;
import io.pgqueue.internal.shard.Shards;
import io.pgqueue.outbox.Outbox;
import io.pgqueue.outbox.OutboxAdmin;
import io.pgqueue.outbox.OutboxAdmin.OutboxCounts;
import io.pgqueue.schedule.Schedule;
import io.pgqueue.schedule.Schedules;
import java.time.Duration;
import java.util.Collection;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.jspecify.annotations.Nullable;
import org.springframework.dao.DataAccessException;

/**
 * One queue over several shards, each a {@code DataSource} and a schema with an engine of its own: so neither a backlog
 * nor an outage of one keeps the others from their work. Worker counts and limits hold in each shard for itself.
 *
 * <p>Built by {@link #of}; then {@link #open} is called, {@link #register}, and {@link #processing()} started. A shard
 * that is away when it is opened is tried again in the background. Thread-safe.
 */
public final class ShardedEngine implements QueueEngine {

    private final List<QueueShard> members;
    private final Shards shards;
    private final Placement placement;
    private final TaskQueue queue;
    private final TaskAdmin admin;
    private final ShardedSchedules schedules;
    private final Outbox outbox;
    private final OutboxAdmin outboxAdmin;
    private final ShardedProcessing processing;
    private final ShardOpening opening;

    private ShardedEngine(List<ShardDefinition> definitions, ShardSettings settings) {
        boolean crossing = settings.crossShardTransactions() == CrossShardTransactions.ALLOW;
        for (ShardDefinition definition : definitions) {
            definition.builder().followUpCheck = task -> requireOn(definition.name(), task);
            definition.builder().toleratedTransaction = () -> crossing && isInTransactionOfAny();
        }
        this.members = definitions.stream().map(QueueShard::new).toList();
        this.shards = new Shards(members.stream().map(EngineShard::new).toList());
        this.placement = new Placement(shards, crossing);
        this.queue = new ShardedTaskQueue(shards, placement);
        this.admin = new ShardedTaskAdmin(shards);
        this.schedules = new ShardedSchedules(shards, scheduleShard(settings.scheduleShard()));
        this.outbox = new ShardedOutbox(shards);
        this.outboxAdmin = new ShardedOutboxAdmin(shards);
        this.processing = new ShardedProcessing(shards);
        this.opening = new ShardOpening(members, schedules, member -> processing.opened(new EngineShard(member)));
    }

    /**
     * Builds an engine; nothing is asked of any database yet.
     *
     * @param definitions at least one, with names and numbers of their own
     * @throws IllegalArgumentException if they do not go together
     */
    public static ShardedEngine of(List<ShardDefinition> definitions, ShardSettings settings) {
        return new ShardedEngine(definitions, settings);
    }

    /**
     * Makes sure that the schemas are there and have their numbers. A shard that is away is tried again once there are
     * handlers.
     *
     * @throws DataAccessException if all are away
     * @throws ShardNumberException if a schema has another number, and has handed out ids
     */
    public void open() {
        opening.prepare();
    }

    @Override
    public TaskQueue taskQueue() {
        return queue;
    }

    @Override
    public TaskAdmin taskAdmin() {
        return admin;
    }

    @Override
    public Schedules schedules() {
        return schedules;
    }

    @Override
    public Outbox outbox() {
        return outbox;
    }

    @Override
    public OutboxAdmin outboxAdmin() {
        return outboxAdmin;
    }

    @Override
    public Optional<QueueReads> replica() {
        return members.stream().anyMatch(member -> member.engine().replica().isPresent())
                ? Optional.of(new ShardedReads(shards, Shard::reads))
                : Optional.empty();
    }

    @Override
    public Optional<OutboxCounts> outboxCounts() {
        return ShardedOutboxAdmin.sum(shards, Shard::outboxCounts);
    }

    @Override
    public TaskProcessing processing() {
        return processing;
    }

    @Override
    public void register(Collection<TaskRegistration> registrations) {
        opening.register(registrations);
    }

    /**
     * {@inheritDoc} A schedule stays in the shard in which it lives. One that is in none is declared in the shard of its
     * name, or in that of the settings, once all shards have answered.
     */
    @Override
    public void declareSchedules(String application, Collection<Schedule> declared, boolean retire) {
        opening.declare(new ShardOpening.Declared(application, List.copyOf(declared), retire));
    }

    /** Those of a shard that is open; they are the same in each. */
    @Override
    public Map<String, KindOptions> options() {
        return members.stream()
                .filter(QueueShard::isOpen)
                .findFirst()
                .map(member -> member.engine().options())
                .orElseGet(Map::of);
    }

    /** Runs what is due in one shard after the other, until none has anything. */
    @Override
    public InlineProcessing inline() {
        return new ShardedInline(
                members.stream().map(member -> member.engine().inline()).toList());
    }

    /** The shards, in the order of their definitions. */
    public List<QueueShard> shards() {
        return members;
    }

    /**
     * The shard of a name.
     *
     * @throws IllegalArgumentException if there is none
     */
    public QueueShard shard(String name) {
        return members.stream()
                .filter(member -> member.name().equals(name))
                .findFirst()
                .orElseThrow(() -> new IllegalArgumentException("there is no shard '" + name + "'"));
    }

    /** The shard to which a key belongs: a shard key, or an ordering or external key of a task without one. */
    public QueueShard shardOfKey(String key) {
        return member(shards.ofKey(key));
    }

    /** The shard whose task this is; empty if no shard has the number that its id begins with. */
    public Optional<QueueShard> shardOfTask(long taskId) {
        return shards.ofId(taskId).map(this::member);
    }

    /** The shard whose transaction surrounds this thread, the first of them if they share a {@code DataSource}. */
    public Optional<QueueShard> shardOfTransaction() {
        return shards.ofTransaction().map(this::member);
    }

    @Override
    public void close() {
        opening.stop(Duration.ofSeconds(1));
        processing.stop(Duration.ZERO);
        members.forEach(member -> member.engine().close());
    }

    private void requireOn(String shard, Task task) {
        placement.requireOn(shard, task);
    }

    private boolean isInTransactionOfAny() {
        return shards.all().stream().anyMatch(Shard::isInTransaction);
    }

    private QueueShard member(Shard shard) {
        return members.get(shards.all().indexOf(shard));
    }

    private @Nullable Shard scheduleShard(@Nullable String name) {
        if (name == null) {
            return null;
        }
        return shards.all().stream()
                .filter(shard -> shard.name().equals(name))
                .findFirst()
                .orElseThrow(() -> new IllegalArgumentException(
                        "new schedules are to live in shard '" + name + "', but there is none of that name"));
    }
}
