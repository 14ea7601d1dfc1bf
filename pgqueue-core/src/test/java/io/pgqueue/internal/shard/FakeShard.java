package io.pgqueue.internal.shard;

import io.pgqueue.EnqueueResult;
import io.pgqueue.EnqueuedGroup;
import io.pgqueue.QueueReads;
import io.pgqueue.Task;
import io.pgqueue.TaskAdmin;
import io.pgqueue.TaskGroup;
import io.pgqueue.TaskInfo;
import io.pgqueue.TaskProcessing;
import io.pgqueue.TaskQueue;
import io.pgqueue.outbox.Outbox;
import io.pgqueue.outbox.OutboxAdmin;
import io.pgqueue.outbox.OutboxAdmin.OutboxCounts;
import io.pgqueue.schedule.Schedules;
import java.util.ArrayList;
import java.util.Collection;
import java.util.List;
import java.util.Optional;
import java.util.function.IntFunction;
import java.util.function.Supplier;
import org.springframework.dao.DataAccessResourceFailureException;

/** A shard without a database, which can be away, and remembers what it was given. */
final class FakeShard implements Shard, TaskQueue {

    final List<Task> added = new ArrayList<>();
    boolean away;
    boolean known = true; // whether anybody has told that it is away
    boolean surrounds;
    int asked;

    private final String name;
    private final int number;

    FakeShard(String name, int number) {
        this.name = name;
        this.number = number;
    }

    @Override
    public EnqueueResult enqueue(Task task) {
        requireThere();
        added.add(task);
        return new EnqueueResult(((long) number << 48) + added.size(), EnqueueResult.Outcome.ADDED);
    }

    @Override
    public Supplier<List<EnqueueResult>> prepare(Collection<Task> tasks, IntFunction<String> place) {
        return () -> tasks.stream().map(this::enqueue).toList();
    }

    @Override
    public Optional<TaskInfo> find(String kind, String externalKey) {
        asked++;
        requireThere();
        return Optional.empty();
    }

    @Override
    public List<EnqueueResult> enqueueAll(Collection<Task> tasks) {
        throw new UnsupportedOperationException();
    }

    @Override
    public EnqueuedGroup enqueueGroup(TaskGroup group) {
        return new EnqueuedGroup(
                (long) number << 48, group.tasks().stream().map(this::enqueue).toList());
    }

    @Override
    public boolean cancel(String kind, String externalKey, String reason) {
        throw new UnsupportedOperationException();
    }

    @Override
    public String name() {
        return name;
    }

    @Override
    public int number() {
        return number;
    }

    @Override
    public boolean isAdded() {
        return false;
    }

    @Override
    public boolean isOpen() {
        return true;
    }

    @Override
    public boolean isUp() {
        return !(away && known);
    }

    @Override
    public boolean isInTransaction() {
        return surrounds;
    }

    @Override
    public TaskQueue queue() {
        return this;
    }

    @Override
    public TaskAdmin admin() {
        throw new UnsupportedOperationException();
    }

    @Override
    public QueueReads reads() {
        throw new UnsupportedOperationException();
    }

    @Override
    public Schedules schedules() {
        throw new UnsupportedOperationException();
    }

    @Override
    public Outbox outbox() {
        throw new UnsupportedOperationException();
    }

    @Override
    public OutboxAdmin outboxAdmin() {
        throw new UnsupportedOperationException();
    }

    @Override
    public Optional<OutboxCounts> outboxCounts() {
        throw new UnsupportedOperationException();
    }

    @Override
    public TaskProcessing processing() {
        throw new UnsupportedOperationException();
    }

    private void requireThere() {
        if (away) {
            throw new DataAccessResourceFailureException(name + " is away");
        }
    }
}
