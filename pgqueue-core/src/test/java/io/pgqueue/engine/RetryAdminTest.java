package io.pgqueue.engine;

import static io.pgqueue.testsupport.TestQueue.QUICK;
import static io.pgqueue.testsupport.TestQueue.handler;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.pgqueue.Task;
import io.pgqueue.TaskInfo;
import io.pgqueue.TaskStatus;
import io.pgqueue.UnknownKindException;
import io.pgqueue.testsupport.TestQueue;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.concurrent.CopyOnWriteArrayList;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;

/** Tasks that have no attempts left, and how they get more. */
@Tag("database")
class RetryAdminTest {

    private final TestQueue queue = new TestQueue();
    private final List<Integer> maxAttempts = new CopyOnWriteArrayList<>();
    private final PgQueueEngine engine =
            queue.engine(handler("fails", QUICK.withMaxAttempts(2).withWorkerCount(1), (payload, context) -> {
                maxAttempts.add(context.maxAttempts());
                throw new IllegalStateException("fails");
            }));

    @BeforeEach
    void start() {
        engine.processing().start();
    }

    @AfterEach
    void close() {
        queue.close();
    }

    @Test
    void staysUntilSomebodyAsks() {
        TaskInfo failed = failed();

        assertThat(failed.attempt()).isEqualTo(2);
        assertThat(failed.finishedAt()).isNotNull();
        assertThat(maxAttempts).containsExactly(2, 2);
    }

    @Test
    void getsFurtherAttemptsByItsId() {
        long id = failed().id();

        assertThat(engine.taskAdmin().retry(id, 3)).isTrue();

        Eventually.holds(() -> maxAttempts.size() == 5);
        TaskInfo again = queue.await(engine, id, TaskStatus.NO_ATTEMPTS_LEFT);
        assertThat(again.attempt()).isEqualTo(5);
        assertThat(again.errors()).extracting("attempt").containsExactly(1, 2, 3, 4, 5);
        assertThat(maxAttempts).containsExactly(2, 2, 5, 5, 5);
    }

    @Test
    void getsNoneByAnIdThatHasNotFailed() {
        long id = engine.taskQueue()
                .enqueue(Task.of("fails", null).withDelay(Duration.ofHours(1)))
                .taskId();

        assertThat(engine.taskAdmin().retry(id, 3)).isFalse();
        assertThat(engine.taskAdmin().retry(999_999, 3)).isFalse();
    }

    @Test
    void getsThemTheLongestFailedFirst() {
        List<Long> ids = new ArrayList<>();
        for (int n = 0; n < 3; n++) {
            ids.add(failed().id());
        }
        engine.processing().stop(Duration.ofSeconds(20));

        assertThat(engine.taskAdmin().retry("fails", 1, 2)).isEqualTo(2);

        assertThat(ids.stream()
                        .map(id -> engine.taskAdmin().find(id).orElseThrow().status()))
                .containsExactly(TaskStatus.MUST_RETRY, TaskStatus.MUST_RETRY, TaskStatus.NO_ATTEMPTS_LEFT);
        assertThat(engine.taskAdmin().retry("fails", 1, 1_000_000)).isEqualTo(1);
        assertThat(engine.taskAdmin().retry("fails", 1, 1_000_000)).isZero();
    }

    @Test
    void refusesWhatIsOutOfRange() {
        assertThatThrownBy(() -> engine.taskAdmin().retry("fails", 0, 1)).hasMessageContaining("attempts is 0");
        assertThatThrownBy(() -> engine.taskAdmin().retry("fails", 1, 0)).hasMessageContaining("limit is 0");
        assertThatThrownBy(() -> engine.taskAdmin().retry(1, 1_000_001)).hasMessageContaining("1000001");
        assertThatThrownBy(() -> engine.taskAdmin().retry("nobody", 1, 1)).isInstanceOf(UnknownKindException.class);
    }

    private TaskInfo failed() {
        long id = engine.taskQueue().enqueue(Task.of("fails", Map.of())).taskId();
        return queue.await(engine, id, TaskStatus.NO_ATTEMPTS_LEFT);
    }
}
