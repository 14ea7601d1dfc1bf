package io.pgqueue.test;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatExceptionOfType;

import io.pgqueue.PayloadCodec;
import io.pgqueue.Task;
import io.pgqueue.TaskAdmin;
import io.pgqueue.TaskInfo;
import io.pgqueue.TaskQueue;
import io.pgqueue.TaskStatus;
import io.pgqueue.UnknownKindException;
import io.pgqueue.autoconfigure.connection.QueueSchemas.QueueSchema;
import io.pgqueue.engine.PgQueueEngine;
import io.pgqueue.test.Shop.Order;
import java.util.List;
import javax.sql.DataSource;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.springframework.beans.factory.annotation.Autowired;
import org.springframework.boot.test.context.SpringBootTest;
import org.springframework.test.context.DynamicPropertyRegistry;
import org.springframework.test.context.DynamicPropertySource;
import org.springframework.transaction.annotation.Transactional;

@Tag("database")
@SpringBootTest(classes = Shop.class)
@AutoConfigureTaskQueueTester
@Transactional
class TaskQueueTesterAssertionsTest {

    @Autowired
    private TaskQueue queue;

    @Autowired
    private TaskQueueTester tester;

    @Autowired
    private PgQueueEngine engine;

    @Autowired
    private TaskAdmin admin;

    @Autowired
    private PayloadCodec codec;

    @Autowired
    private DataSource dataSource;

    @DynamicPropertySource
    static void database(DynamicPropertyRegistry properties) {
        ShopDatabase.create(properties);
    }

    @Test
    void whatWasEnqueuedIsFoundByKindAndPayload() {
        queue.enqueue(Task.of(Shop.SHIP, new Order("A-1", 3)));
        queue.enqueue(Task.of(Shop.SHIP, new Order("A-2", 5)));

        assertThat(tester.assertEnqueued(Shop.SHIP, order -> order.items() > 3)).isEqualTo(new Order("A-2", 5));
        assertThat(tester.assertEnqueued("ship").status()).isEqualTo(TaskStatus.NEW);
        assertThat(tester.tasks("ship")).extracting(TaskInfo::kind).containsExactly("ship", "ship");
    }

    @Test
    void aMissingTaskFailsWithWhatIsThere() {
        queue.enqueue(Task.of(Shop.THANK, new Order("A-1", 3)).withExternalKey("A-1"));

        assertThatExceptionOfType(AssertionError.class)
                .isThrownBy(() -> tester.assertEnqueued("ship"))
                .withMessageContainingAll("of kind 'ship'", "kind thank, key A-1, NEW");
    }

    @Test
    void aPayloadThatMatchesNothingFailsWithThoseThatAreThere() {
        queue.enqueue(Task.of(Shop.SHIP, new Order("A-1", 3)));

        assertThatExceptionOfType(AssertionError.class)
                .isThrownBy(() -> tester.assertEnqueued(Shop.SHIP, order -> order.items() > 3))
                .withMessageContainingAll("whose payload matches", "A-1");
    }

    @Test
    void nothingEnqueuedFailsWhenSomethingWas() {
        tester.assertNothingEnqueued("ship");
        tester.assertNothingEnqueued();
        queue.enqueue(Task.of(Shop.SHIP, new Order("A-1", 3)));

        assertThatExceptionOfType(AssertionError.class)
                .isThrownBy(() -> tester.assertNothingEnqueued("ship"))
                .withMessageContaining("Expected no task of kind 'ship'");
        assertThatExceptionOfType(AssertionError.class)
                .isThrownBy(() -> tester.assertNothingEnqueued())
                .withMessageContaining("kind ship");
        tester.assertNothingEnqueued("thank");
    }

    @Test
    void aMisspeltKindIsRefusedAndNotTakenForAnEmptyOne() {
        assertThatExceptionOfType(UnknownKindException.class)
                .isThrownBy(() -> tester.assertNothingEnqueued("shpi"))
                .withMessageContaining("ship");
    }

    @Test
    void aWrongStatusFailsWithTheRightOne() {
        queue.enqueue(Task.of("break", null).withExternalKey("k"));
        tester.drain();

        assertThatExceptionOfType(AssertionError.class)
                .isThrownBy(() -> tester.assertStatus("break", "k", TaskStatus.SUCCEEDED))
                .withMessageContainingAll("it is MUST_RETRY", "out of paper in attempt 1");
    }

    @Test
    void drainSuccessfullyFailsWithTheFirstError() {
        queue.enqueue(Task.of(Shop.THANK, new Order("A-1", 3)));
        queue.enqueue(Task.of("break", null).withExternalKey("k"));

        assertThatExceptionOfType(AssertionError.class)
                .isThrownBy(() -> tester.drainSuccessfully())
                .withMessageContainingAll("of kind 'break' with key 'k'", "out of paper in attempt 1")
                .withCauseInstanceOf(IllegalStateException.class);
    }

    @Test
    void drainSuccessfullyCountsWhatRan() {
        queue.enqueue(Task.of(Shop.THANK, new Order("A-1", 3)));

        assertThat(tester.drainSuccessfully()).isEqualTo(1);
    }

    @Test
    void drainGivesUpOnTasksThatNeverEndAndNamesTheirKind() {
        TaskQueueTester impatient = new TaskQueueTester(engine.inline(), stored(), codec, new AttemptLog(), 100);
        queue.enqueue(Task.of("echo", null));

        assertThatExceptionOfType(AssertionError.class)
                .isThrownBy(impatient::drain)
                .withMessageContainingAll("100 runs", "echo (1)");
    }

    private StoredTasks stored() {
        return new StoredTasks(admin, List.of(new QueueSchema(dataSource, "pgqueue", () -> 0)));
    }
}
