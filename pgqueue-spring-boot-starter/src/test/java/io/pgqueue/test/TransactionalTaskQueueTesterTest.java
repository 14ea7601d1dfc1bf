package io.pgqueue.test;

import static org.assertj.core.api.Assertions.assertThat;

import io.pgqueue.Task;
import io.pgqueue.TaskError;
import io.pgqueue.TaskInfo;
import io.pgqueue.TaskQueue;
import io.pgqueue.TaskStatus;
import io.pgqueue.test.Shop.Order;
import java.time.Duration;
import java.time.Instant;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.springframework.beans.factory.annotation.Autowired;
import org.springframework.boot.test.context.SpringBootTest;
import org.springframework.jdbc.core.simple.JdbcClient;
import org.springframework.test.context.DynamicPropertyRegistry;
import org.springframework.test.context.DynamicPropertySource;
import org.springframework.test.context.transaction.TestTransaction;
import org.springframework.transaction.annotation.Transactional;

@Tag("database")
@SpringBootTest(classes = Shop.class)
@AutoConfigureTaskQueueTester
@Transactional
class TransactionalTaskQueueTesterTest {

    private static final Order ORDER = new Order("A-1", 3);

    @Autowired
    private TaskQueue queue;

    @Autowired
    private TaskQueueTester tester;

    @Autowired
    private JdbcClient jdbc;

    @DynamicPropertySource
    static void database(DynamicPropertyRegistry properties) {
        ShopDatabase.create(properties);
    }

    @Test
    void drainRunsWhatIsNotCommittedAndWhatHandlersEnqueue() {
        queue.enqueue(Task.of(Shop.SHIP, ORDER));

        assertThat(tester.drain()).isEqualTo(2);

        assertThat(parcels()).isEqualTo(1);
        tester.assertStatus("thank", "A-1", TaskStatus.SUCCEEDED);
    }

    @Test
    void drainRunsNothingWhenNothingIsDue() {
        queue.enqueue(Task.of(Shop.SHIP, ORDER).withDelay(Duration.ofHours(1)));

        assertThat(tester.drain()).isZero();
    }

    @Test
    void tasksAndTheirEffectsAreGoneWithTheRollBack() {
        queue.enqueue(Task.of(Shop.SHIP, ORDER));
        tester.drain();
        assertThat(parcels()).isEqualTo(1);

        TestTransaction.end();
        TestTransaction.start();

        tester.assertNothingEnqueued();
        assertThat(parcels()).isZero();
    }

    @Test
    void aDelayedTaskRunsAtItsTime() {
        Instant later = Instant.now().plus(Duration.ofDays(2));
        queue.enqueue(Task.of(Shop.THANK, ORDER).withExternalKey("A-1").withAvailableAt(later));

        assertThat(tester.runDueAt(later.minusSeconds(60))).isZero();
        assertThat(tester.runDueAt(later)).isEqualTo(1);

        tester.assertStatus("thank", "A-1", TaskStatus.SUCCEEDED);
    }

    @Test
    void aFailedTaskWaitsForItsRetryDelayAndKeepsItsError() {
        queue.enqueue(Task.of("break", null).withExternalKey("k"));

        assertThat(tester.drain()).isEqualTo(1);
        TaskInfo task = tester.assertStatus("break", "k", TaskStatus.MUST_RETRY);
        assertThat(task.errors()).extracting(TaskError::message).containsExactly("out of paper in attempt 1");

        assertThat(tester.runDueIn(Duration.ofMinutes(59))).isZero();
        assertThat(tester.runDueIn(Duration.ofMinutes(61))).isEqualTo(1);
        assertThat(tester.assertStatus("break", "k", TaskStatus.MUST_RETRY).attempt())
                .isEqualTo(2);
    }

    @Test
    void aHandlerWhoseStatementFailsLeavesTheTestsTransactionUsable() {
        queue.enqueue(Task.of("break-sql", null).withExternalKey("k"));
        queue.enqueue(Task.of(Shop.SHIP, ORDER));

        assertThat(tester.drain()).isEqualTo(3);

        assertThat(tester.assertStatus("break-sql", "k", TaskStatus.MUST_RETRY).errors())
                .singleElement()
                .extracting(TaskError::message)
                .asString()
                .contains("no_such_table");
        assertThat(parcels()).isEqualTo(1);
    }

    @Test
    void aFailedTransactionalHandlerLeavesNothingBehindAndDoesNotSpoilTheNext() {
        queue.enqueue(Task.of(Shop.BOOK, new Order("A-1", 0)).withExternalKey("A-1"));
        queue.enqueue(Task.of(Shop.BOOK, new Order("A-2", 7)).withExternalKey("A-2"));

        assertThat(tester.drain()).isEqualTo(2);

        tester.assertStatus("book", "A-1", TaskStatus.MUST_RETRY);
        tester.assertStatus("book", "A-2", TaskStatus.SUCCEEDED);
        assertThat(parcels()).isEqualTo(1);
    }

    @Test
    void aBatchHandlerGetsWhatIsDueUpToItsSize() {
        for (int n = 1; n <= 4; n++) {
            queue.enqueue(Task.of(Shop.PACK, new Order("A-" + n, n)).withExternalKey("A-" + n));
        }

        assertThat(tester.drain()).isEqualTo(4);

        assertThat(tester.tasks("pack"))
                .extracting(TaskInfo::result)
                .containsExactly("\"one of 3\"", "\"one of 3\"", "\"one of 3\"", "\"one of 1\"");
        assertThat(parcels()).isEqualTo(4);
    }

    @Test
    void aFailedBatchLeavesNothingBehindAndFailsAllItsTasks() {
        queue.enqueue(Task.of(Shop.PACK, new Order("A-1", 1)).withExternalKey("A-1"));
        queue.enqueue(Task.of(Shop.PACK, new Order("A-2", 0)).withExternalKey("A-2"));

        assertThat(tester.drain()).isEqualTo(2);

        assertThat(tester.assertStatus("pack", "A-1", TaskStatus.MUST_RETRY).errors())
                .extracting(TaskError::message)
                .containsExactly("nothing to pack");
        tester.assertStatus("pack", "A-2", TaskStatus.MUST_RETRY);
        assertThat(parcels()).isZero();
    }

    private int parcels() {
        return jdbc.sql("select count(*) from parcel").query(Integer.class).single();
    }
}
