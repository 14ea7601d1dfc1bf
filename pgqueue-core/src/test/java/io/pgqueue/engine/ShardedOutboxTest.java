package io.pgqueue.engine;

import static io.pgqueue.engine.OutboxQueue.event;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.pgqueue.TransactionMismatchException;
import io.pgqueue.outbox.BlockedAggregate;
import io.pgqueue.outbox.OutboxAdmin;
import io.pgqueue.outbox.OutboxAdmin.OutboxCounts;
import io.pgqueue.outbox.OutboxEventInfo;
import io.pgqueue.outbox.OutboxEventInfo.State;
import io.pgqueue.testsupport.TestDatabase;
import java.time.Instant;
import java.util.List;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.springframework.jdbc.support.JdbcTransactionManager;
import org.springframework.transaction.support.TransactionTemplate;

/** An outbox over three shards: each has its own events and its own relay. */
@Tag("database")
class ShardedOutboxTest {

    private final TestShards shards = new TestShards();
    private final RecordingSink sink = new RecordingSink();
    private final ShardedEngine engine = shards.engine(
            TestShards.NAMES.stream().map(this::definition).toList(), ShardSettings.standard(), TestShards.PLAIN);

    @AfterEach
    void close() {
        shards.close();
    }

    @Test
    void anEventIsSentByTheShardInWhoseTransactionItWasPublished() {
        long first = publish("a");
        long second = publish("c");
        assertThat(engine.shardOfTask(first)).get().returns("a", QueueShard::name);
        assertThat(engine.shardOfTask(second)).get().returns("c", QueueShard::name);
        assertThat(engine.outboxAdmin().find(second)).get().returns(State.WAITING, OutboxEventInfo::state);

        engine.processing().start();

        Eventually.holds(() -> sink.ids().size() == 2 && sink.ids().containsAll(List.of(first, second)));
        assertThat(publish("b")).isPositive();
        Eventually.holds(() -> sink.ids().size() == 3);
    }

    @Test
    void anEventOutsideOfATransactionOnAShardIsRefused() {
        assertThatThrownBy(() -> engine.outbox().publish(event("1")))
                .isInstanceOf(TransactionMismatchException.class)
                .hasMessageContaining("in a transaction on a shard");
        try (TestDatabase other = TestDatabase.withSchema()) {
            TransactionTemplate elsewhere = new TransactionTemplate(new JdbcTransactionManager(other.dataSource(1)));
            assertThatThrownBy(() -> elsewhere.execute(status -> engine.outbox().publishAll(List.of(event("1")))))
                    .isInstanceOf(TransactionMismatchException.class)
                    .hasMessageContaining("(a, b, c)");
        }
    }

    @Test
    void operatorsSeeAndMendWhatIsBlockedInAnyShard() {
        long skipped = publish("a");
        long resent = publish("b");
        List.of(skipped, resent).forEach(sink::fail);
        OutboxAdmin admin = engine.outboxAdmin();
        engine.processing().start();
        Eventually.holds(() -> admin.blocked(10).stream()
                        .filter(blocked -> blocked.nextAttemptAt() == null)
                        .count()
                == 2);

        assertThat(admin.blocked(10)).extracting(BlockedAggregate::eventId).containsExactlyInAnyOrder(skipped, resent);
        assertThat(admin.blocked(1)).hasSize(1);
        sink.repair();
        assertThat(admin.skip(skipped, "ada", "not wanted")).isTrue();
        assertThat(admin.resend(resent)).isTrue();

        Eventually.holds(() -> sink.ids().equals(List.of(resent)));
        Eventually.holds(() -> admin.blocked(10).isEmpty());
        assertThat(admin.find(skipped)).get().returns(State.SKIPPED, OutboxEventInfo::state);
        assertThat(admin.resend(1L << 60)).as("of a shard that there is not").isFalse();
    }

    @Test
    void countsAreTheSumsOfAllShards() {
        assertThat(engine.outboxAdmin().counts()).isEmpty();
        Instant now = Instant.parse("2026-03-04T05:06:07Z");
        count("a", 1, null, now);
        count("b", 20, now.minusSeconds(90), now.minusSeconds(5));
        count("c", 300, now.minusSeconds(60), now);

        assertThat(engine.outboxAdmin().counts())
                .contains(new OutboxCounts(321, 321, 321, 321, now.minusSeconds(90), now.minusSeconds(5)));
    }

    private void count(String shard, int number, Instant oldest, Instant sampledAt) {
        shards.jdbc(shard)
                .update(
                        "insert into pgqueue.outbox_count (unsent, parked, blocked, given_up, oldest, sampled_at)"
                                + " values (?, ?, ?, ?, ?::timestamptz, ?::timestamptz)",
                        number,
                        number,
                        number,
                        number,
                        oldest == null ? null : oldest.toString(),
                        sampledAt.toString());
    }

    private long publish(String shard) {
        return shards.transaction(shard).execute(status -> engine.outbox().publish(event(shard)));
    }

    private ShardDefinition definition(String name) {
        return ShardDefinition.of(
                name,
                TestShards.NAMES.indexOf(name),
                TestShards.builder(shards.dataSource(name), "pgqueue")
                        .outboxSink(sink)
                        .outboxSettings(OutboxQueue.QUICK));
    }
}
