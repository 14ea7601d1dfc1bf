package io.pgqueue.engine;

import static io.pgqueue.engine.TestShards.keyOf;
import static io.pgqueue.testsupport.TestQueue.QUICK;
import static io.pgqueue.testsupport.TestQueue.handler;
import static org.assertj.core.api.Assertions.assertThat;

import io.pgqueue.KindThroughput;
import io.pgqueue.Task;
import io.pgqueue.TaskLogLine;
import java.time.Duration;
import java.util.List;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;

/** What became of tasks on three shards, and what was said of them. */
@Tag("database")
class ShardedThroughputTest {

    private final TestShards shards = new TestShards();

    @AfterEach
    void close() {
        shards.close();
    }

    @Test
    void isAddedUpByKindAndTime() {
        ShardedEngine engine = shards.engine(handler("counted", QUICK, (payload, context) -> {
            context.log("ran on " + context.taskId());
            return null;
        }));
        List<Long> ids = TestShards.NAMES.stream()
                .map(name -> engine.taskQueue()
                        .enqueue(Task.of("counted", null).withShardKey(keyOf(engine, name)))
                        .taskId())
                .toList();
        engine.inline().runDue(10);
        for (long id : ids) {
            assertThat(engine.taskAdmin().logs(id))
                    .extracting(TaskLogLine::message)
                    .containsExactly("ran on " + id);
        }
        engine.close();

        ShardedEngine other = shards.engine(handler("counted", QUICK, (payload, context) -> null));
        List<KindThroughput> totals = other.taskAdmin().throughput(Duration.ofHours(1), Duration.ofDays(8));

        assertThat(totals).singleElement().satisfies(total -> {
            assertThat(total.kind()).isEqualTo("counted");
            assertThat(total.enqueued()).isEqualTo(3);
            assertThat(total.succeeded()).isEqualTo(3);
            assertThat(total.attempts()).isEqualTo(3);
            assertThat(total.longestRun()).isLessThanOrEqualTo(total.ran().plusMillis(1));
        });
    }
}
