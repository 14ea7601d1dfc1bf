package io.pgqueue.engine;

import static io.pgqueue.engine.TestShards.keyOf;
import static org.assertj.core.api.Assertions.assertThat;

import io.pgqueue.schedule.Schedule;
import io.pgqueue.schedule.ScheduleInfo;
import java.time.Duration;
import java.util.List;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;

/** In which of three shards a schedule lives. */
@Tag("database")
class ShardedSchedulesTest {

    private final TestShards shards = new TestShards();

    @AfterEach
    void close() {
        shards.close();
    }

    @Test
    void keepsAScheduleInOneShard() {
        ShardedEngine engine = shards.engine(TestShards.PLAIN);
        String name = keyOf(engine, "b", "nightly-");
        engine.schedules().save(Schedule.of(name, "plain").withInterval(Duration.ofDays(1)));
        engine.schedules().save(Schedule.of(name, "plain").withInterval(Duration.ofDays(2)));

        assertThat(engine.schedules().list()).extracting(ScheduleInfo::name).containsExactly(name);
        assertThat(engine.shard("b").engine().schedules().find(name)).isPresent();
        assertThat(engine.schedules().pause(name)).isTrue();
        assertThat(engine.schedules().resume(name)).isTrue();
        long id = engine.schedules().triggerNow(name).orElseThrow();
        assertThat(engine.shardOfTask(id)).map(QueueShard::name).hasValue("b");
        assertThat(engine.schedules().remove(name)).isTrue();
        assertThat(engine.schedules().triggerNow("nobody")).isEmpty();
    }

    @Test
    void leavesAScheduleWhereItIsWhenAShardIsAdded() {
        ShardedEngine three = shards.engine(TestShards.PLAIN);
        String name = keyOf(three, "c", "nightly-");
        ShardedEngine two = shards.engineOf(List.of("a", "b"), ShardSettings.standard(), TestShards.PLAIN);
        Schedule schedule = Schedule.of(name, "plain").withInterval(Duration.ofDays(1));
        two.declareSchedules("shop", List.of(schedule), true);
        String home = two.shardOfKey(name).name();

        three.declareSchedules("shop", List.of(schedule), true);

        assertThat(three.schedules().list()).hasSize(1);
        assertThat(three.shard(home).engine().schedules().find(name))
                .hasValueSatisfying(found -> assertThat(found.retiredAt()).isNull());
    }

    @Test
    void declaresANewScheduleInTheShardOfTheSettings() {
        ShardedEngine engine =
                shards.engineOf(TestShards.NAMES, ShardSettings.standard().withScheduleShard("c"), TestShards.PLAIN);
        String name = keyOf(engine, "a", "nightly-");

        engine.declareSchedules("shop", List.of(Schedule.of(name, "plain").withInterval(Duration.ofDays(1))), true);

        assertThat(engine.shard("c").engine().schedules().find(name)).isPresent();
    }
}
