package io.pgqueue.engine;

import static org.assertj.core.api.Assertions.assertThat;

import io.pgqueue.InvalidTaskException;
import io.pgqueue.Task;
import io.pgqueue.TaskFilter;
import io.pgqueue.TaskInfo;
import io.pgqueue.testsupport.HostileInput;
import io.pgqueue.testsupport.TestCodec;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.function.Supplier;
import net.jqwik.api.Arbitrary;
import net.jqwik.api.ForAll;
import net.jqwik.api.Property;
import net.jqwik.api.Provide;
import net.jqwik.api.Tag;
import net.jqwik.api.lifecycle.AfterContainer;
import net.jqwik.api.lifecycle.AfterTry;
import net.jqwik.api.lifecycle.BeforeContainer;

/** Whatever a task has, it is refused by an exception of ours in a transaction that goes on, or it comes back as it was. */
@Tag("database")
class HostileTasksTest {

    private static final TestCodec CODEC = new TestCodec();

    private static HostileQueue queue;
    private static PgQueueEngine engine;

    @BeforeContainer
    static void open() {
        queue = new HostileQueue(List.of(InvalidTaskException.class, IllegalArgumentException.class));
        engine = queue.engine();
    }

    @AfterContainer
    static void close() {
        queue.close();
    }

    @Provide
    Arbitrary<String> texts() {
        return HostileInput.texts();
    }

    @Provide
    Arbitrary<String> json() {
        return HostileInput.json();
    }

    @Provide
    Arbitrary<Object> payloads() {
        return HostileInput.payloads();
    }

    @Property(seed = "2026")
    void payloads(@ForAll("payloads") Object payload) {
        accepted(Task.of("bill", payload))
                .ifPresent(task -> assertThat(
                                HostileInput.isSameJson(String.valueOf(task.payload()), CODEC.write(payload)))
                        .as(task.payload())
                        .isTrue());
    }

    @Property(seed = "2026")
    void texts(
            @ForAll("texts") String key,
            @ForAll("texts") String orderingKey,
            @ForAll("texts") String header,
            @ForAll("texts") String value) {
        accepted(Task.of("bill", null)
                        .withExternalKey(key)
                        .withOrderingKey(orderingKey)
                        .withPartitionKey(orderingKey)
                        .withHeader(header, value))
                .ifPresent(task -> {
                    assertThat(task.externalKey()).isEqualTo(key);
                    assertThat(task.orderingKey()).isEqualTo(orderingKey);
                    assertThat(task.partitionKey()).isEqualTo(orderingKey);
                    assertThat(task.headers()).isEqualTo(Map.of(header, value));
                    assertThat(engine.taskQueue().find("bill", key)).isPresent();
                    assertThat(found(TaskFilter.all().withExternalKey(key))).isEqualTo(1);
                    assertThat(found(TaskFilter.all().withOrderingKey(orderingKey)))
                            .isEqualTo(1);
                });
    }

    @Property(seed = "2026")
    void kindsAndReasons(@ForAll("texts") String kind, @ForAll("texts") String reason) {
        accepted(Task.of(kind, null)).ifPresent(task -> assertThat(kind).isEqualTo("bill"));
        long id = engine.taskQueue().enqueue(Task.of("bill", null)).taskId();

        boolean cancelled =
                queue.refusedOr(() -> engine.taskAdmin().cancel(id, reason)).orElse(false);

        if (cancelled) {
            assertThat(engine.taskAdmin().find(id).orElseThrow().cancelReason()).isEqualTo(reason);
        }
    }

    @Property(seed = "2026")
    void filters(@ForAll("texts") String text, @ForAll("json") String json, @ForAll("texts") String cursor) {
        TaskFilter all = TaskFilter.all();
        List<Supplier<TaskFilter>> filters = List.of(
                () -> all.withKind(text),
                () -> all.withExternalKey(text),
                () -> all.withExternalKeyPrefix(text),
                () -> all.withPartitionKey(text),
                () -> all.withErrorText(text).withErrorType(text),
                () -> all.withPayload(json));
        filters.forEach(filter -> queue.refusedOr(() -> engine.taskAdmin().find(filter.get(), null, 10)));
        queue.refusedOr(() -> engine.taskAdmin().find(all, cursor, 10));
    }

    @AfterTry
    void empty() {
        queue.execute("delete from pgqueue.task; delete from pgqueue.task_key; delete from pgqueue.closed_task");
    }

    /** The task as it was stored; nothing if it was refused. */
    private static Optional<TaskInfo> accepted(Task task) {
        return queue.refusedOr(() -> engine.taskQueue().enqueue(task).taskId())
                .map(id -> engine.taskAdmin().find(id).orElseThrow());
    }

    private static long found(TaskFilter filter) {
        return engine.taskAdmin().find(filter, null, 10).tasks().size();
    }
}
