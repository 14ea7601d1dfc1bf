package io.pgqueue.engine;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.pgqueue.InvalidTaskException;
import io.pgqueue.Task;
import io.pgqueue.TaskAdmin;
import io.pgqueue.TaskInfo;
import io.pgqueue.TaskStatus;
import java.util.Map;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;

/** What a copy of a task keeps of it, and what an operator may change in it. */
@Tag("database")
class EnqueueAgainTest {

    private final OperatedQueue queue = new OperatedQueue();
    private final TaskAdmin admin = queue.admin();

    @AfterEach
    void close() {
        queue.close();
    }

    @Test
    void addsATaskAgainWithAnotherPayload() {
        queue.engine().processing().start();
        long id = queue.add(Task.of("work", Map.of("n", 1))
                .withExternalKey("a")
                .withPriority(2)
                .withOrderingKey("b")
                .withHeader("c", "d")
                .withHeader(TaskInfo.SCHEDULE_HEADER, "nightly"));
        assertThat(queue.await(id, TaskStatus.SUCCEEDED).schedule()).isEqualTo("nightly");

        long edited = admin.enqueueAgain(id, "{\"n\": 2}").orElseThrow();
        long same = admin.enqueueAgain(id, null).orElseThrow();

        Eventually.holds(() -> queue.ran().size() == 3);
        assertThat(queue.ran()).containsExactly(1, 2, 1);
        TaskInfo copy = queue.await(edited, TaskStatus.SUCCEEDED);
        assertThat(copy.externalKey()).isNull();
        assertThat(copy.orderingKey()).isEqualTo("b");
        assertThat(copy.priority()).isEqualTo(2);
        assertThat(copy.headers()).containsExactly(Map.entry("c", "d"));
        assertThat(copy.schedule()).isNull();
        assertThat(copy.worker()).isNotBlank();
        assertThat(copy.maxAttempts()).isOne();
        assertThat(same).isGreaterThan(edited);
        assertThat(admin.enqueueAgain(999_999, null)).isEmpty();
        assertThatThrownBy(() -> admin.enqueueAgain(id, "{")).isInstanceOf(InvalidTaskException.class);
    }
}
