package io.pgqueue.engine;

import static io.pgqueue.testsupport.TestQueue.QUICK;
import static io.pgqueue.testsupport.TestQueue.handler;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatIllegalArgumentException;

import io.pgqueue.Again;
import io.pgqueue.KindOptions;
import io.pgqueue.OnDuplicate;
import io.pgqueue.RelatedTask;
import io.pgqueue.Task;
import io.pgqueue.TaskAdmin;
import io.pgqueue.TaskStatus;
import io.pgqueue.TaskWork;
import io.pgqueue.testsupport.TestQueue;
import java.time.Duration;
import java.util.Map;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** Which task was added by the handler of which. */
@Tag("database")
class FollowUpTest {

    private final TestQueue queue = new TestQueue();
    private PgQueueEngine engine;

    @AfterEach
    void close() {
        queue.close();
    }

    @ParameterizedTest
    @ValueSource(booleans = {false, true})
    void areKnownByTheTaskThatAddedThemAndKnowIt(boolean transactional) {
        long first = run(QUICK.withTransactional(transactional), (payload, context) -> {
            context.enqueue(later("a"));
            context.enqueue(later("b"));
            return null;
        });

        long a = id("a");
        long b = id("b");
        assertThat(admin().followUps(first, 1_000))
                .containsExactly(
                        new RelatedTask(a, "second", TaskStatus.NEW), new RelatedTask(b, "second", TaskStatus.NEW));
        assertThat(admin().followUps(first, 1)).extracting(RelatedTask::id).containsExactly(a);
        assertThat(admin().addedBy(b)).contains(new RelatedTask(first, "first", TaskStatus.SUCCEEDED));
        assertThat(admin().followUps(a, 1_000)).isEmpty();
        assertThat(admin().addedBy(first)).isEmpty();
    }

    @Test
    void areFoundWhenTheyAreClosed() {
        long first = run(QUICK, (payload, context) -> {
            context.enqueue(Task.of("second", null).withExternalKey("a"));
            return null;
        });

        assertThat(admin().followUps(first, 10))
                .containsExactly(new RelatedTask(id("a"), "second", TaskStatus.SUCCEEDED));
    }

    @Test
    void ofATaskThatRunsAgainAreKnownAfterEachRun() {
        long first = run(QUICK, (payload, context) -> {
            boolean again = engine.taskQueue().find("second", "a").isEmpty();
            context.enqueue(later(again ? "a" : "b"));
            return again ? Again.now() : null;
        });

        assertThat(admin().followUps(first, 10)).extracting(RelatedTask::id).containsExactly(id("a"), id("b"));
    }

    @Test
    void areThoseThatItAddedOrReplacedAndNotThoseThatWereThere() {
        engine = queue.engine(
                handler("first", QUICK, (payload, context) -> {
                    context.enqueue(later("kept"));
                    context.enqueue(later("replaced").onDuplicate(OnDuplicate.REPLACE_WAITING));
                    return null;
                }),
                handler("second", QUICK, (payload, context) -> null));
        engine.taskQueue().enqueue(later("kept"));
        engine.taskQueue().enqueue(later("replaced"));

        long first = runFirst();

        assertThat(admin().followUps(first, 10)).extracting(RelatedTask::id).containsExactly(id("replaced"));
        assertThat(admin().addedBy(id("kept"))).isEmpty();
    }

    @Test
    void ofATaskThatIsNotKeptAreAddedAllTheSame() {
        run(QUICK.withTerminalTtl(Duration.ZERO), (payload, context) -> {
            context.enqueue(later("a"));
            return null;
        });

        assertThat(admin().addedBy(id("a"))).isEmpty();
        assertThat(links()).isZero();
    }

    @Test
    void areForgottenWithEitherTask() {
        TaskWork<Map<String, Object>> adds = (payload, context) -> {
            context.enqueue(later("a"));
            context.enqueue(later("b"));
            return null;
        };
        long first = run(QUICK, adds);
        admin().delete(id("b"));
        assertThat(admin().followUps(first, 10)).extracting(RelatedTask::id).containsExactly(id("a"));
        assertThat(links()).isOne();

        queue.jdbc().update("update pgqueue.closed_task set finished_at = now() - interval '10 years'");
        queue.jdbc().queryForObject("select pgqueue.purge(100)", Long.class);

        assertThat(admin().addedBy(id("a"))).isEmpty();
        assertThat(links()).isZero();
    }

    @Test
    void areAskedForWithinBounds() {
        engine = queue.engine();

        assertThatIllegalArgumentException()
                .isThrownBy(() -> admin().followUps(1, 1_001))
                .withMessage("limit is 1001, but must be 1 to 1000");
        assertThat(admin().followUps(4711, 10)).isEmpty();
    }

    private TaskAdmin admin() {
        return engine.taskAdmin();
    }

    private long run(KindOptions options, TaskWork<Map<String, Object>> work) {
        engine = queue.engine(handler("first", options, work), handler("second", QUICK, (payload, context) -> null));
        return runFirst();
    }

    private long runFirst() {
        long first = engine.taskQueue().enqueue(Task.of("first", null)).taskId();
        engine.inline().runDue(10);
        return first;
    }

    private static Task later(String key) {
        return Task.of("second", null).withExternalKey(key).withDelay(Duration.ofHours(1));
    }

    private long id(String key) {
        return engine.taskQueue().find("second", key).orElseThrow().id();
    }

    private long links() {
        Long count = queue.jdbc().queryForObject("select count(*) from pgqueue.task_follow_up", Long.class);
        return count == null ? -1 : count;
    }
}
