package io.pgqueue.engine;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.pgqueue.EnqueuedGroup;
import io.pgqueue.Task;
import io.pgqueue.TaskGroup;
import io.pgqueue.TaskStatus;
import java.util.List;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;

/** The number of a shard, and the ids that begin with it. */
@Tag("database")
class ShardNumberTest {

    private final TestShards shards = new TestShards();

    @AfterEach
    void close() {
        shards.close();
    }

    @Test
    void refusesANumberThatASchemaCannotTake() {
        ShardedEngine engine = shards.engine(TestShards.PLAIN);
        TestShards.add(engine, "b");
        ShardDefinition other = ShardDefinition.of("b", 7, TestShards.builder(shards.dataSource("b"), "pgqueue"));

        try (ShardedEngine wrong = ShardedEngine.of(List.of(other), ShardSettings.standard())) {
            assertThatThrownBy(wrong::open)
                    .isInstanceOfSatisfying(ShardNumberException.class, e -> {
                        assertThat(e.number()).isEqualTo(7);
                        assertThat(e.present()).isEqualTo(1);
                    })
                    .hasMessageContaining("has handed out ids");
        }
    }

    @Test
    void insistsOnANumberWhereItMayNotSetIt() {
        ShardDefinition fresh = shards.definition("c").withNumbering(false);

        try (ShardedEngine engine = ShardedEngine.of(List.of(fresh), ShardSettings.standard())) {
            assertThatThrownBy(engine::open).isInstanceOf(ShardNumberException.class);
        }
        assertThat(shards.jdbc("c").queryForObject("select pgqueue.set_shard_number(2)", Boolean.class))
                .isTrue();
        assertThat(shards.jdbc("c").queryForObject("select pgqueue.set_shard_number(2)", Boolean.class))
                .isFalse();
        try (ShardedEngine engine =
                ShardedEngine.of(List.of(shards.definition("c").withNumbering(false)), ShardSettings.standard())) {
            engine.open();
        }
    }

    @Test
    void bearsTheLargestNumber() {
        ShardDefinition last = ShardDefinition.of(
                "last", ShardDefinition.MAX_NUMBER, TestShards.builder(shards.dataSource("a"), "pgqueue"));
        ShardedEngine engine = shards.engine(List.of(last), ShardSettings.standard(), TestShards.PLAIN);
        engine.processing().start();

        long id = engine.taskQueue()
                .enqueue(Task.of("plain", null).withOrderingKey("1").withExternalKey("1"))
                .taskId();

        assertThat(id).isEqualTo(((long) ShardDefinition.MAX_NUMBER << 48) + 1);
        TestShards.await(engine, id, TaskStatus.SUCCEEDED);
    }

    @Test
    void bearsGroupsOfTheLargestNumber() {
        ShardDefinition last = ShardDefinition.of(
                "last", ShardDefinition.MAX_NUMBER, TestShards.builder(shards.dataSource("a"), "pgqueue"));
        ShardedEngine engine = shards.engine(List.of(last), ShardSettings.standard(), TestShards.PLAIN);
        Task plain = Task.of("plain", null);

        EnqueuedGroup group = engine.taskQueue()
                .enqueueGroup(TaskGroup.of(List.of(plain, plain)).whenDone(plain));

        assertThat(engine.inline().runDue(10)).isEqualTo(3);
        assertThat(engine.taskAdmin().group(group.groupId()))
                .hasValueSatisfying(info -> assertThat(info.succeeded()).isEqualTo(2));
    }
}
