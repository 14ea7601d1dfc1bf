package io.pgqueue.engine;

import io.pgqueue.EnqueueResult;
import io.pgqueue.QueueReads;
import io.pgqueue.Task;
import io.pgqueue.TaskAdmin;
import io.pgqueue.TaskProcessing;
import io.pgqueue.TaskQueue;
import io.pgqueue.internal.shard.Shard;
import io.pgqueue.outbox.Outbox;
import io.pgqueue.outbox.OutboxAdmin;
import io.pgqueue.outbox.OutboxAdmin.OutboxCounts;
import io.pgqueue.schedule.Schedules;
import java.util.Collection;
import java.util.List;
import java.util.Optional;
import java.util.function.IntFunction;
import java.util.function.Supplier;

/** A shard as the router sees it. */
record EngineShard(QueueShard shard) implements Shard {

    @Override
    public String name() {
        return shard.name();
    }

    @Override
    public int number() {
        return shard.number();
    }

    @Override
    public boolean isAdded() {
        return shard.isAdded();
    }

    @Override
    public boolean isOpen() {
        return shard.isOpen();
    }

    @Override
    public boolean isUp() {
        return shard.isOpen() && shard.engine().lastError() == null;
    }

    @Override
    public boolean isInTransaction() {
        return shard.engine().shardStore().isInTransaction();
    }

    @Override
    public TaskQueue queue() {
        shard.requirePrepared();
        return shard.engine().taskQueue();
    }

    @Override
    public TaskAdmin admin() {
        shard.requirePrepared();
        return shard.engine().taskAdmin();
    }

    @Override
    public QueueReads reads() {
        shard.requirePrepared();
        return shard.engine().replica().orElseGet(shard.engine()::taskAdmin);
    }

    @Override
    public Schedules schedules() {
        shard.requirePrepared();
        return shard.engine().schedules();
    }

    @Override
    public Outbox outbox() {
        shard.requirePrepared();
        return shard.engine().outbox();
    }

    @Override
    public OutboxAdmin outboxAdmin() {
        shard.requirePrepared();
        return shard.engine().outboxAdmin();
    }

    @Override
    public Optional<OutboxCounts> outboxCounts() {
        shard.requirePrepared();
        return shard.engine().outboxCounts();
    }

    @Override
    public TaskProcessing processing() {
        return shard.engine().processing();
    }

    @Override
    public Supplier<List<EnqueueResult>> prepare(Collection<Task> tasks, IntFunction<String> place) {
        shard.requirePrepared();
        return shard.engine().callerSide().prepare(tasks, place);
    }
}
