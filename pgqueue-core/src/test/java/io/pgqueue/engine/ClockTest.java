package io.pgqueue.engine;

import static io.pgqueue.testsupport.TestQueue.QUICK;
import static io.pgqueue.testsupport.TestQueue.handler;
import static org.assertj.core.api.Assertions.assertThat;

import io.pgqueue.Task;
import io.pgqueue.TaskInfo;
import io.pgqueue.TaskStatus;
import io.pgqueue.testsupport.TestQueue;
import java.time.Duration;
import java.time.Instant;
import java.time.OffsetDateTime;
import java.util.TimeZone;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;

/** Server and JVM in different time zones; the server's clock alone decides what is due. */
@Tag("database")
class ClockTest {

    private final TimeZone before = TimeZone.getDefault();
    private TestQueue queue;
    private PgQueueEngine engine;

    @BeforeEach
    void moveApart() {
        TimeZone.setDefault(TimeZone.getTimeZone("America/St_Johns"));
        queue = new TestQueue();
        String database = queue.database().name();
        queue.jdbc().execute("alter database " + database + " set timezone = 'Pacific/Chatham'");
        queue.jdbc().execute("alter database " + database + " set datestyle = 'German, DMY'");
        queue.jdbc().execute("alter database " + database + " set intervalstyle = 'sql_standard'");
        engine = queue.engine(handler(
                "timed",
                QUICK.withPollInterval(Duration.ofHours(1)),
                (payload, context) -> context.createdAt().toString()));
    }

    @AfterEach
    void close() {
        queue.close();
        TimeZone.setDefault(before);
    }

    @Test
    void keepsAPointInTimeAsItIs() {
        for (String time : new String[] {
            "2031-03-30T01:30:00.123456Z", "2031-10-26T00:30:00Z", "1970-01-01T00:00:00Z", "9999-12-31T23:59:59Z"
        }) {
            Instant at = Instant.parse(time);

            TaskInfo task = find(engine.taskQueue()
                    .enqueue(Task.of("timed", null).withAvailableAt(at))
                    .taskId());

            assertThat(task.availableAt()).isEqualTo(at);
        }
    }

    @Test
    void countsADelayByTheServersClock() {
        Instant start = serverTime();

        TaskInfo task = find(engine.taskQueue()
                .enqueue(Task.of("timed", null).withDelay(Duration.ofHours(5)))
                .taskId());

        assertThat(task.createdAt()).isBetween(start, serverTime());
        assertThat(Duration.between(task.createdAt(), task.availableAt())).isEqualTo(Duration.ofHours(5));
    }

    @Test
    void runsWhatIsDueByTheServersClock() {
        engine.processing().start();

        long id = engine.taskQueue()
                .enqueue(Task.of("timed", null).withAvailableAt(serverTime().plusMillis(800)))
                .taskId();

        TaskInfo task = queue.await(engine, id, TaskStatus.SUCCEEDED);
        assertThat(Duration.between(task.availableAt(), task.startedAt()))
                .isBetween(Duration.ZERO, Duration.ofSeconds(10));
        assertThat(task.result()).isEqualTo('"' + task.createdAt().toString() + '"');
    }

    @Test
    void runsManyInARowByTheClaimCursor() {
        engine.processing().start();
        long last = 0;
        for (int n = 0; n < 100; n++) {
            last = engine.taskQueue().enqueue(Task.of("timed", null)).taskId();
        }

        queue.await(engine, last, TaskStatus.SUCCEEDED);
        Eventually.holds(() -> queue.jdbc().queryForObject("select count(*) from pgqueue.task", Long.class) == 0);
    }

    private TaskInfo find(long id) {
        return engine.taskAdmin().find(id).orElseThrow();
    }

    private Instant serverTime() {
        return queue.jdbc()
                .queryForObject("select clock_timestamp()", OffsetDateTime.class)
                .toInstant();
    }
}
