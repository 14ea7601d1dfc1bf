package io.pgqueue.engine;

import static io.pgqueue.testsupport.TestQueue.QUICK;
import static io.pgqueue.testsupport.TestQueue.handler;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.pgqueue.KindOptions;
import io.pgqueue.Task;
import io.pgqueue.TaskRegistration;
import io.pgqueue.TaskStatus;
import io.pgqueue.UnknownKindException;
import io.pgqueue.testsupport.TestQueue;
import java.time.Duration;
import java.util.concurrent.CountDownLatch;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;

/** A paused kind stands still on all instances, and only that kind. */
@Tag("database")
class PauseTest {

    private static final KindOptions SELDOM = QUICK.withPollInterval(Duration.ofHours(1));

    private final TestQueue queue = new TestQueue();
    private final CountDownLatch begun = new CountDownLatch(1);
    private final CountDownLatch mayEnd = new CountDownLatch(1);
    private final TaskRegistration work = handler("work", SELDOM, (payload, context) -> null);
    private final TaskRegistration probe = handler("probe", SELDOM, (payload, context) -> null);
    private final PgQueueEngine here = queue.engine();
    private final PgQueueEngine there = queue.engine(work, probe);

    @AfterEach
    void close() {
        mayEnd.countDown();
        queue.close();
    }

    @Test
    void holdsOnAllInstancesUntilItIsResumed() {
        there.processing().start();
        assertThat(here.taskAdmin().pause("work")).isTrue();
        long id = add("work");
        queue.await(there, add("probe"), TaskStatus.SUCCEEDED);
        assertThat(there.taskAdmin().find(id).orElseThrow().status()).isEqualTo(TaskStatus.NEW);

        assertThat(here.taskAdmin().resume("work")).isTrue();

        queue.await(there, id, TaskStatus.SUCCEEDED);
    }

    @Test
    void survivesARestart() {
        there.taskAdmin().pause("work");
        there.close();

        PgQueueEngine next = queue.engine(work, probe);
        next.processing().start();
        long id = add("work");
        queue.await(next, add("probe"), TaskStatus.SUCCEEDED);

        assertThat(next.taskAdmin().find(id).orElseThrow().status()).isEqualTo(TaskStatus.NEW);
    }

    @Test
    void letsWhatRunsGoOn() throws Exception {
        PgQueueEngine slow = queue.engine(handler("slow", SELDOM, (payload, context) -> {
            begun.countDown();
            mayEnd.await();
            return null;
        }));
        slow.processing().start();
        long id = add("slow");
        Eventually.happens(begun);

        here.taskAdmin().pause("slow");
        mayEnd.countDown();

        queue.await(slow, id, TaskStatus.SUCCEEDED);
    }

    @Test
    void saysWhetherItChangedAnything() {
        assertThat(here.taskAdmin().resume("work")).isFalse();
        assertThat(here.taskAdmin().pause("work")).isTrue();
        assertThat(here.taskAdmin().pause("work")).isFalse();
        assertThat(here.taskAdmin().resume("work")).isTrue();
    }

    @Test
    void isRefusedForAKindThatNobodyKnows() {
        assertThatThrownBy(() -> here.taskAdmin().pause("nobody")).isInstanceOf(UnknownKindException.class);
    }

    private long add(String kind) {
        return here.taskQueue().enqueue(Task.of(kind, null)).taskId();
    }
}
