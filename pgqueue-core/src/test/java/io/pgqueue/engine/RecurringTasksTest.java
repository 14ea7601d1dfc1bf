package io.pgqueue.engine;

import static io.pgqueue.testsupport.TestQueue.QUICK;
import static io.pgqueue.testsupport.TestQueue.handler;
import static org.assertj.core.api.Assertions.assertThat;

import io.pgqueue.Again;
import io.pgqueue.TaskRegistration;
import io.pgqueue.TaskStatus;
import io.pgqueue.schedule.Missed;
import io.pgqueue.schedule.Overlap;
import io.pgqueue.schedule.Schedule;
import io.pgqueue.schedule.ScheduleInfo;
import io.pgqueue.testsupport.TestQueue;
import java.time.Duration;
import java.time.ZoneId;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Queue;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.ConcurrentLinkedQueue;
import java.util.concurrent.atomic.AtomicInteger;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;

/** Schedules in engines that run. */
@Tag("database")
class RecurringTasksTest {

    private final TestQueue queue = new TestQueue();

    @AfterEach
    void close() {
        queue.close();
    }

    @Test
    void runsATaskForEachSlot() {
        Queue<String> slots = new ConcurrentLinkedQueue<>();
        PgQueueEngine engine = queue.engine(slotCollector(slots));
        engine.declareSchedules("shop", List.of(every(50)), true);

        engine.processing().start();

        Eventually.holds(() -> slots.size() >= 5);
        assertThat(slots).doesNotHaveDuplicates();
    }

    @Test
    void firesEachSlotOnceHoweverManyInstancesThereAre() {
        Queue<String> slots = new ConcurrentLinkedQueue<>();
        List<PgQueueEngine> engines = new ArrayList<>();
        for (int instance = 0; instance < 4; instance++) {
            engines.add(queue.engine(slotCollector(slots)));
        }
        engines.forEach(engine -> engine.declareSchedules("shop", List.of(every(10)), true));

        engines.forEach(engine -> engine.processing().start());
        Eventually.holds(() -> slots.size() >= 150);
        engines.forEach(engine -> engine.schedules().remove("often"));

        assertThat(queue.jdbc()
                        .queryForMap("select count(*) as tasks, count(distinct headers->>'pgqueue-slot') as slots"
                                + " from pgqueue.tasks"))
                .satisfies(counts -> assertThat(counts.get("tasks")).isEqualTo(counts.get("slots")));
        assertThat(slots).doesNotHaveDuplicates();
    }

    @Test
    void missesNoSlotWhileInstancesComeAndGo() {
        Queue<String> slots = new ConcurrentLinkedQueue<>();
        PgQueueEngine one = queue.engine(slotCollector(slots));
        PgQueueEngine other = queue.engine(slotCollector(slots));
        Schedule all = every(20).withMissed(Missed.ALL).withMissedLimit(1_000);
        one.declareSchedules("shop", List.of(all), true);
        for (int round = 0; round < 5; round++) {
            int before = slots.size();
            PgQueueEngine present = round % 2 == 0 ? one : other;
            present.processing().start();
            Eventually.holds(() -> slots.size() >= before + 10);
            present.processing().stop(Duration.ofSeconds(5));
        }

        List<Long> gaps = queue.jdbc().queryForList("""
                select distinct (extract(epoch from slot - lag(slot) over (order by slot)) * 1000)::bigint
                from (select (headers->>'pgqueue-slot')::timestamptz as slot from pgqueue.tasks) s""", Long.class);
        assertThat(gaps).containsOnly(null, 20L);
    }

    /** Drain until there is nothing left, then wait for the next slot: one line in the handler. */
    @Test
    void drainsUntilThereIsNothingLeftThenWaitsForTheNextSlot() {
        Queue<Integer> work = new ConcurrentLinkedQueue<>();
        AtomicInteger emptyLooks = new AtomicInteger();
        PgQueueEngine engine = queue.engine(handler("drain", QUICK.withMaxAttempts(1), (payload, context) -> {
            Integer next = work.poll();
            if (next == null) {
                emptyLooks.incrementAndGet();
            }
            return next != null ? Again.now() : null;
        }));
        engine.schedules().save(Schedule.of("drain", "drain").withInterval(Duration.ofMillis(100)));
        for (int i = 0; i < 25; i++) {
            work.add(i);
        }

        engine.processing().start();

        Eventually.holds(() -> work.isEmpty() && emptyLooks.get() >= 1);
        long drainedBy = queue.jdbc()
                .queryForObject("select count(*) from pgqueue.tasks where status = 'succeeded'", Long.class);
        assertThat(drainedBy).as("tasks that emptied it, one a slot").isLessThanOrEqualTo(emptyLooks.get());
        work.addAll(List.of(1, 2, 3));
        int before = emptyLooks.get();
        Eventually.holds(() -> work.isEmpty() && emptyLooks.get() > before);
    }

    @Test
    void runsWhatIsTriggeredAtOnce() {
        Queue<String> slots = new ConcurrentLinkedQueue<>();
        PgQueueEngine engine = queue.engine(slotCollector(slots));
        engine.processing().start();
        engine.schedules().save(Schedule.of("nightly", "slots").withCron("@yearly", ZoneId.of("UTC")));

        long id = engine.schedules().triggerNow("nightly").orElseThrow();

        queue.await(engine, id, TaskStatus.SUCCEEDED);
        assertThat(slots).hasSize(1);
    }

    @Test
    void firesWhatIsSavedWhileItRuns() {
        Queue<String> slots = new ConcurrentLinkedQueue<>();
        PgQueueEngine engine = queue.engine(slotCollector(slots));
        engine.processing().start();
        // by now it has looked, and sleeps for half a minute
        Eventually.holds(() -> engine.state().lastPollAt() != null);

        long begun = System.nanoTime();
        engine.schedules().save(every(100));

        Eventually.holds(() -> !slots.isEmpty());
        assertThat(Duration.ofNanos(System.nanoTime() - begun)).isLessThan(Duration.ofSeconds(20));
    }

    @Test
    void firesNothingWhereProcessingDoesNotRun() {
        PgQueueEngine idle = queue.engine(slotCollector(new ConcurrentLinkedQueue<>()));
        idle.schedules().save(every(1));
        Map<String, Boolean> ran = new ConcurrentHashMap<>();
        PgQueueEngine running = queue.engine(handler("elsewhere", (payload, context) -> ran.put("ran", true)));
        assertThat(queue.jdbc().queryForObject("select count(*) from pgqueue.task", Long.class))
                .isZero();

        running.processing().start();

        // whoever runs fires for all, also kinds that it does not handle
        Eventually.holds(() -> queue.jdbc().queryForObject("select count(*) from pgqueue.task", Long.class) > 0);
        ScheduleInfo info = idle.schedules().find("often").orElseThrow();
        assertThat(info.lastTaskId()).isNotNull();
    }

    private static Schedule every(int millis) {
        return Schedule.of("often", "slots")
                .withInterval(Duration.ofMillis(millis))
                .withOverlap(Overlap.QUEUE);
    }

    private static TaskRegistration slotCollector(Queue<String> slots) {
        return handler("slots", (payload, context) -> {
            slots.add(context.headers().get(Schedule.SLOT_HEADER));
            return null;
        });
    }
}
