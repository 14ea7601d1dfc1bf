package io.pgqueue.engine;

import static org.assertj.core.api.Assertions.assertThat;

import io.pgqueue.InvalidTaskException;
import io.pgqueue.Task;
import io.pgqueue.TaskGroup;
import io.pgqueue.outbox.InvalidEventException;
import io.pgqueue.outbox.OutboxEvent;
import io.pgqueue.schedule.InvalidScheduleException;
import io.pgqueue.schedule.Schedule;
import io.pgqueue.testsupport.HostileInput;
import io.pgqueue.testsupport.TestCodec;
import java.time.Duration;
import java.time.ZoneOffset;
import java.util.List;
import java.util.Map;
import net.jqwik.api.Arbitrary;
import net.jqwik.api.ForAll;
import net.jqwik.api.Property;
import net.jqwik.api.Provide;
import net.jqwik.api.Tag;
import net.jqwik.api.lifecycle.AfterContainer;
import net.jqwik.api.lifecycle.AfterTry;
import net.jqwik.api.lifecycle.BeforeContainer;

/** Events, schedules and groups, as {@link HostileTasksTest} has tasks: refused by an exception of ours, or stored as they are. */
@Tag("database")
class HostileEventsTest {

    private static final TestCodec CODEC = new TestCodec();

    private static HostileQueue queue;
    private static PgQueueEngine engine;

    @BeforeContainer
    static void open() {
        queue = new HostileQueue(List.of(
                InvalidEventException.class,
                InvalidScheduleException.class,
                InvalidTaskException.class,
                IllegalArgumentException.class));
        engine = queue.engine();
    }

    @AfterContainer
    static void close() {
        queue.close();
    }

    @AfterTry
    void empty() {
        queue.execute("delete from pgqueue.outbox; delete from pgqueue.schedule; delete from pgqueue.task;"
                + " delete from pgqueue.task_group");
    }

    @Provide
    Arbitrary<String> texts() {
        return HostileInput.texts();
    }

    @Provide
    Arbitrary<Object> payloads() {
        return HostileInput.payloads();
    }

    @Property(seed = "2026")
    void events(
            @ForAll("texts") String aggregate,
            @ForAll("texts") String type,
            @ForAll("texts") String header,
            @ForAll("payloads") Object payload) {
        queue.refusedOr(() -> engine.outbox()
                        .publish(OutboxEvent.of(aggregate, type, type, payload).withHeader(header, aggregate)))
                .map(id -> engine.outboxAdmin().find(id).orElseThrow())
                .ifPresent(event -> {
                    assertThat(event.aggregateType()).isEqualTo(aggregate);
                    assertThat(event.aggregateId()).isEqualTo(type);
                    assertThat(event.eventType()).isEqualTo(type);
                    assertThat(event.headers()).isEqualTo(Map.of(header, aggregate));
                    assertThat(HostileInput.isSameJson(String.valueOf(event.payload()), CODEC.write(payload)))
                            .isTrue();
                });
    }

    @Property(seed = "2026")
    void schedules(
            @ForAll("texts") String name,
            @ForAll("texts") String cron,
            @ForAll("texts") String header,
            @ForAll("payloads") Object payload) {
        queue.refusedOr(() -> engine.schedules().save(Schedule.of(name, "bill").withCron(cron, ZoneOffset.UTC)));
        queue.refusedOr(() -> engine.schedules()
                        .save(Schedule.of(name, "bill")
                                .withInterval(Duration.ofHours(1))
                                .withPayload(payload)
                                .withHeader(header, name)))
                .ifPresent(saved -> {
                    assertThat(engine.schedules().find(name)).isPresent();
                    assertThat(engine.schedules().triggerNow(name)).isPresent();
                });
    }

    @Property(seed = "2026")
    void groups(@ForAll("texts") String name, @ForAll("payloads") Object payload) {
        queue.refusedOr(() -> engine.taskQueue()
                        .enqueueGroup(TaskGroup.of(List.of(Task.of("bill", payload)))
                                .withName(name)
                                .whenDone(Task.of("bill", name))))
                .ifPresent(group -> assertThat(engine.taskAdmin()
                                .group(group.groupId())
                                .orElseThrow()
                                .name())
                        .isEqualTo(name));
    }
}
