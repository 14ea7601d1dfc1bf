package io.pgqueue.autoconfigure;

import static io.pgqueue.autoconfigure.ShardedApplication.keyOf;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.awaitility.Awaitility.await;

import io.micrometer.common.KeyValue;
import io.micrometer.observation.Observation;
import io.micrometer.observation.ObservationHandler;
import io.micrometer.observation.ObservationRegistry;
import io.pgqueue.InvalidTaskException;
import io.pgqueue.Task;
import io.pgqueue.TaskBatch;
import io.pgqueue.TaskContext;
import io.pgqueue.TaskHandler;
import io.pgqueue.TaskQueue;
import io.pgqueue.autoconfigure.observation.PgQueueObservationAutoConfiguration;
import io.pgqueue.engine.ShardedEngine;
import java.util.List;
import java.util.concurrent.CopyOnWriteArrayList;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.springframework.boot.autoconfigure.AutoConfigurations;

/** Each observation says of which shard it is. */
@Tag("database")
class ShardObservationsTest {

    private final ShardedApplication sharded = new ShardedApplication();

    /** Name, kind and shard of each that has ended. */
    private final List<String> ended = new CopyOnWriteArrayList<>();

    @AfterEach
    void close() {
        sharded.close();
    }

    @Test
    void haveTheTagOfTheShard() {
        ObservationRegistry registry = ObservationRegistry.create();
        registry.observationConfig().observationHandler(new Ended());
        sharded.runner()
                .withConfiguration(AutoConfigurations.of(PgQueueObservationAutoConfiguration.class))
                .withBean(ObservationRegistry.class, () -> registry)
                .withBean("observedHandlers", Handlers.class)
                .run(context -> {
                    TaskQueue queue = context.getBean(TaskQueue.class);
                    ShardedEngine engine = context.getBean(ShardedEngine.class);
                    Task first = Task.of("follows", null).withExternalKey(keyOf(engine, "first"));
                    Task second = Task.of("follows", null).withExternalKey(keyOf(engine, "second"));

                    queue.enqueue(first);
                    queue.enqueueAll(List.of(first, second));
                    assertThatThrownBy(() -> queue.enqueue(first.withPriority(99)))
                            .isInstanceOf(InvalidTaskException.class);

                    await().atMost(ShardedApplication.LONG)
                            .untilAsserted(() -> assertThat(ended)
                                    .containsExactlyInAnyOrder(
                                            "pgqueue.enqueue follows first",
                                            "pgqueue.enqueue follows several",
                                            "pgqueue.enqueue follows none",
                                            "pgqueue.task.execution follows first",
                                            "pgqueue.task.execution follows second",
                                            "pgqueue.enqueue many first",
                                            "pgqueue.enqueue many second",
                                            "pgqueue.batch.execution many first",
                                            "pgqueue.batch.execution many second"));
                });
    }

    private final class Ended implements ObservationHandler<Observation.Context> {
        @Override
        public void onStop(Observation.Context context) {
            ended.add(context.getName() + " " + value(context, "kind") + " " + value(context, "shard"));
        }

        private static String value(Observation.Context context, String key) {
            KeyValue value = context.getLowCardinalityKeyValue(key);
            return value == null ? "?" : value.getValue();
        }

        @Override
        public boolean supportsContext(Observation.Context context) {
            return true;
        }
    }

    static class Handlers {
        @TaskHandler("follows")
        void follows(TaskContext context) {
            context.enqueue(Task.of("many", null));
        }

        @TaskHandler("many")
        void many(TaskBatch<Object> batch) {}
    }
}
