package io.pgqueue.autoconfigure.actuate;

import io.pgqueue.TaskAdmin;
import io.pgqueue.autoconfigure.actuate.QueueDescriptor.KindDescriptor;
import io.pgqueue.autoconfigure.actuate.ShardsDescriptor.ShardDescriptor;
import io.pgqueue.engine.PgQueueEngine;
import io.pgqueue.engine.QueueShard;
import java.time.Duration;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;
import java.util.function.Function;
import org.jspecify.annotations.Nullable;
import org.springframework.boot.actuate.endpoint.Access;
import org.springframework.boot.actuate.endpoint.annotation.Endpoint;
import org.springframework.boot.actuate.endpoint.annotation.ReadOperation;
import org.springframework.boot.actuate.endpoint.annotation.Selector;

/**
 * Reads each shard as {@link PgQueueEndpoint} does, all at the same time. One that does not answer within two seconds is
 * shown as such, and keeps none of the others from being shown. Tasks are read and operated in the shard that has them,
 * kinds in all.
 */
@Endpoint(id = "pgqueue", defaultAccess = Access.READ_ONLY)
public final class ShardsEndpoint extends QueueOperations {

    private static final Duration PATIENCE = Duration.ofSeconds(2);

    private final List<Member> members;

    ShardsEndpoint(List<QueueShard> shards, TaskAdmin admin, ProcessingSwitch processing) {
        super(admin, processing);
        this.members =
                shards.stream().map(shard -> new Member(shard, processing)).toList();
    }

    /** All of it. */
    @ReadOperation
    public ShardsDescriptor<QueueDescriptor> queue() throws InterruptedException {
        return all(Function.identity());
    }

    /** One kind in each shard; null, which is 404 over HTTP, if all have answered and none knows it. */
    @ReadOperation
    public @Nullable ShardsDescriptor<KindDescriptor> kind(@Selector String kind) throws InterruptedException {
        ShardsDescriptor<KindDescriptor> answer = all(queue -> queue.kinds().get(kind));
        boolean known =
                answer.shards().values().stream().anyMatch(shard -> shard.queue() != null || shard.error() != null);
        return known ? answer : null;
    }

    private <T> ShardsDescriptor<T> all(Function<QueueDescriptor, @Nullable T> part) throws InterruptedException {
        Map<Member, CompletableFuture<QueueDescriptor>> answers = new LinkedHashMap<>();
        members.forEach(member -> answers.put(member, member.question.answer()));
        long deadline = System.nanoTime() + PATIENCE.toNanos();
        Map<String, ShardDescriptor<T>> shards = new LinkedHashMap<>();
        for (Map.Entry<Member, CompletableFuture<QueueDescriptor>> answer : answers.entrySet()) {
            Member member = answer.getKey();
            long left = Math.max(0, deadline - System.nanoTime());
            shards.put(member.shard.name(), describe(member, answer.getValue(), left, part));
        }
        return new ShardsDescriptor<>(shards);
    }

    private static <T> ShardDescriptor<T> describe(
            Member member,
            CompletableFuture<QueueDescriptor> answer,
            long nanos,
            Function<QueueDescriptor, @Nullable T> part)
            throws InterruptedException {
        T queue = null;
        String error = null;
        try {
            queue = part.apply(answer.get(nanos, TimeUnit.NANOSECONDS));
        } catch (TimeoutException e) {
            error = "The database did not answer within " + PATIENCE.toMillis() + " ms";
        } catch (ExecutionException e) {
            error = String.valueOf(e.getCause());
        }
        PgQueueEngine engine = member.shard.engine();
        return new ShardDescriptor<>(
                member.shard.number(), member.shard.isOpen(), engine.replica().isPresent(), error, queue);
    }

    /** A shard, and how it is asked. */
    private static final class Member {
        private final QueueShard shard;
        private final BoundedQuestion<QueueDescriptor> question;

        Member(QueueShard shard, ProcessingSwitch processing) {
            this.shard = shard;
            PgQueueEngine engine = shard.engine();
            PgQueueEndpoint endpoint = PgQueueEndpoint.of(engine, engine.taskAdmin(), processing);
            this.question = new BoundedQuestion<>(endpoint::queue);
        }
    }
}
