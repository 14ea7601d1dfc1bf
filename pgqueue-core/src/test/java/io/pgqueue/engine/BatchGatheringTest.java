package io.pgqueue.engine;

import static io.pgqueue.testsupport.TestQueue.QUICK;
import static io.pgqueue.testsupport.TestQueue.handler;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatExceptionOfType;

import io.pgqueue.BatchItem;
import io.pgqueue.BatchWork;
import io.pgqueue.KindOptions;
import io.pgqueue.Task;
import io.pgqueue.TaskInfo;
import io.pgqueue.testsupport.TestQueue;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.stream.Collectors;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;

/** Which tasks a batch is made of. */
@Tag("database")
class BatchGatheringTest {

    private static final KindOptions ONE_WORKER = QUICK.withWorkerCount(1);

    private final TestQueue queue = new TestQueue();
    private final List<List<Object>> batches = new CopyOnWriteArrayList<>();

    @AfterEach
    void close() {
        queue.close();
    }

    @Test
    void takesNoMoreThanItsSizeAndKeepsTheOrderOfTheClaim() {
        PgQueueEngine engine = engine(ONE_WORKER.withBatchSize(4), this::note);
        List<Long> ids = add(engine, 10);

        engine.processing().start();

        BatchAnswersTest.closed(engine, ids);
        assertThat(batches).containsExactly(List.of(0, 1, 2, 3), List.of(4, 5, 6, 7), List.of(8, 9));
    }

    @Test
    void claimsFullBatchesWhileThereIsABacklog() {
        PgQueueEngine engine = engine(QUICK.withWorkerCount(2).withBatchSize(30).withClaimSize(100), this::note);
        List<Long> ids = add(engine, 1_200);

        engine.processing().start();

        BatchAnswersTest.closed(engine, ids);
        assertThat(batches).hasSize(40).allSatisfy(batch -> assertThat(batch).hasSize(30));
    }

    @Test
    void takesWhatIsThereWithoutALinger() {
        PgQueueEngine engine = engine(ONE_WORKER.withBatchSize(100), this::note);
        engine.processing().start();

        BatchAnswersTest.closed(engine, add(engine, 2));
        BatchAnswersTest.closed(engine, add(engine, 1));

        assertThat(batches).containsExactly(List.of(0, 1), List.of(0));
    }

    @Test
    void waitsForMoreTasksUntilTheBatchIsFull() {
        PgQueueEngine engine = engine(QUICK.withBatchSize(3).withBatchLinger(Duration.ofMinutes(1)), this::note);
        engine.processing().start();
        List<Long> ids = add(engine, 2);
        Eventually.holds(() -> engine.state().kinds().get(0).buffered() == 2);
        assertThat(batches).isEmpty();

        ids.addAll(add(engine, 1));

        BatchAnswersTest.closed(engine, ids);
        assertThat(batches).containsExactly(List.of(0, 1, 0));
    }

    @Test
    void runsABatchThatIsNotFullWhenItHasWaitedForLongEnough() {
        Duration linger = Duration.ofMillis(300);
        PgQueueEngine engine = engine(QUICK.withBatchSize(1_000).withBatchLinger(linger), this::note);
        List<Long> ids = add(engine, 3);

        engine.processing().start();

        List<TaskInfo> tasks = BatchAnswersTest.closed(engine, ids);
        assertThat(batches).containsExactly(List.of(0, 1, 2));
        assertThat(tasks)
                .allSatisfy(task -> assertThat(Duration.between(task.startedAt(), task.finishedAt()))
                        .isGreaterThanOrEqualTo(linger.minusMillis(50)));
    }

    @Test
    void takesTheSizeFromTheSettingsOfTheKindFirst() {
        EngineSettings settings = EngineSettings.standard()
                .withDefaults(KindOptions.none().withBatchSize(7))
                .withKinds(Map.of("batch", KindOptions.none().withBatchSize(2)));
        PgQueueEngine engine = queue.engine(
                builder -> builder.settings(settings),
                BatchAnswersTest.batch(ONE_WORKER.withBatchSize(4), this::note),
                handler("single", QUICK, (payload, context) -> null));
        List<Long> ids = add(engine, 4);

        engine.processing().start();

        BatchAnswersTest.closed(engine, ids);
        assertThat(batches).containsExactly(List.of(0, 1), List.of(2, 3));
    }

    @Test
    void refusesABatchSizeForAHandlerOfSingleTasks() {
        assertThatExceptionOfType(InvalidRegistrationException.class)
                .isThrownBy(() -> queue.engine(handler("single", QUICK.withBatchSize(5), (payload, context) -> null)))
                .withMessageContaining("takes one task at a time")
                .withMessageContaining("pgqueue.kinds.single.batch-");
    }

    @Test
    void refusesABatchSizeThatIsOutOfRange() {
        assertThatExceptionOfType(InvalidRegistrationException.class)
                .isThrownBy(() -> engine(QUICK.withBatchSize(1_001), this::note))
                .withMessageContaining("batch-size of kind 'batch' is 1001, but must be 1 to 1,000");
        assertThatExceptionOfType(InvalidRegistrationException.class)
                .isThrownBy(() -> engine(QUICK.withBatchLinger(Duration.ofHours(1)), this::note))
                .withMessageContaining("batch-linger of kind 'batch' is PT1H");
    }

    private PgQueueEngine engine(KindOptions options, BatchWork<Map<String, Object>> work) {
        return queue.engine(BatchAnswersTest.batch(options, work));
    }

    private void note(Iterable<BatchItem<Map<String, Object>>> batch) {
        List<Object> numbers = new ArrayList<>();
        batch.forEach(item -> numbers.add(item.payload().get("n")));
        batches.add(numbers);
    }

    private static List<Long> add(PgQueueEngine engine, int count) {
        List<Task> tasks = new ArrayList<>();
        for (int n = 0; n < count; n++) {
            tasks.add(Task.of("batch", Map.of("n", n)));
        }
        return engine.taskQueue().enqueueAll(tasks).stream()
                .map(result -> result.taskId())
                .collect(Collectors.toCollection(ArrayList::new));
    }
}
