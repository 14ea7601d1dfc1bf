package io.pgqueue.autoconfigure.dashboard;

import io.pgqueue.engine.PgQueueEngine;
import io.pgqueue.engine.QueueShard;
import io.pgqueue.engine.ShardedEngine;
import java.util.List;
import java.util.function.LongFunction;
import java.util.stream.Stream;
import javax.sql.DataSource;
import org.jspecify.annotations.Nullable;
import org.springframework.jdbc.datasource.DataSourceTransactionManager;
import org.springframework.transaction.support.TransactionTemplate;

/** The schemas that make up the queue: one, or one for each shard. Thread-safe. */
final class Queues {

    private final List<Member> members;
    private final LongFunction<@Nullable Member> ofTask;

    private Queues(List<Member> members, LongFunction<@Nullable Member> ofTask) {
        this.members = members;
        this.ofTask = ofTask;
    }

    static Queues of(PgQueueEngine engine, DataSource dataSource) {
        Member only = new Member(null, engine, transaction(dataSource));
        return new Queues(List.of(only), id -> only);
    }

    static Queues of(ShardedEngine engine) {
        List<Member> members = engine.shards().stream().map(Queues::member).toList();
        List<QueueShard> shards = engine.shards();
        return new Queues(
                members,
                id -> engine.shardOfTask(id)
                        .map(shard -> members.get(shards.indexOf(shard)))
                        .orElse(null));
    }

    List<Member> all() {
        return members;
    }

    boolean isSharded() {
        return members.get(0).shard != null;
    }

    /** Names of the shards; empty if there are none. */
    List<String> shardNames() {
        return members.stream()
                .flatMap(member -> Stream.ofNullable(member.shard))
                .toList();
    }

    /** {@link Refusal} if there is no shard for it. */
    Member ofTask(long taskId) {
        Member member = ofTask.apply(taskId);
        if (member == null) {
            throw Refusal.notFound("there is no task " + taskId);
        }
        return member;
    }

    private static Member member(QueueShard shard) {
        return new Member(shard.name(), shard.engine(), transaction(shard.dataSource()));
    }

    /** Of our own, so that it is on this {@code DataSource} whatever the application's transaction managers do. */
    private static TransactionTemplate transaction(DataSource dataSource) {
        return new TransactionTemplate(new DataSourceTransactionManager(dataSource));
    }

    /** @param shard null if there are no shards */
    record Member(@Nullable String shard, PgQueueEngine engine, TransactionTemplate transaction) {}
}
