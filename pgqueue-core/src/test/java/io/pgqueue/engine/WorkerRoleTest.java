package io.pgqueue.engine;

import static io.pgqueue.testsupport.TestQueue.handler;
import static org.assertj.core.api.Assertions.assertThat;

import ch.qos.logback.classic.Level;
import io.pgqueue.KindOptions;
import io.pgqueue.Task;
import io.pgqueue.TaskRegistration;
import io.pgqueue.TaskStatus;
import io.pgqueue.internal.concurrent.Tally;
import io.pgqueue.internal.maintenance.PurgeService;
import io.pgqueue.internal.maintenance.RescueService;
import io.pgqueue.internal.store.Database;
import io.pgqueue.internal.store.MaintenanceStore;
import io.pgqueue.testsupport.Roles;
import io.pgqueue.testsupport.TestQueue;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.concurrent.CountDownLatch;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;

/** An instance whose user has the role of workers, and no right besides. */
@Tag("database")
class WorkerRoleTest {

    private final TestQueue queue = new TestQueue();
    private final Roles roles = Roles.grant(queue.database());
    private final PgQueueEngine admin = queue.engine();

    @AfterEach
    void close() {
        queue.close();
    }

    @Test
    void worksTasksOfEveryOutcome() throws Exception {
        CountDownLatch running = new CountDownLatch(1);
        CountDownLatch never = new CountDownLatch(1);
        PgQueueEngine engine = queue.engineOn(
                roles.of("worker"),
                builder -> builder.sqlTasks(true),
                handler("mail", (payload, context) -> {
                    if (context.attempt() == 1) {
                        throw new IllegalStateException("it broke");
                    }
                    context.enqueue(Task.of("report", null));
                    return "sent";
                }),
                handler("report", TestQueue.QUICK.withTransactional(true), (payload, context) -> null),
                handler("brief", TestQueue.QUICK.withTerminalTtl(Duration.ZERO), (payload, context) -> null),
                handler("endless", (payload, context) -> {
                    running.countDown();
                    never.await();
                    return null;
                }));
        engine.processing().start();

        long mail = engine.taskQueue()
                .enqueueAll(List.of(Task.of("mail", Map.of()).withExternalKey("a"), Task.of("brief", null)))
                .get(0)
                .taskId();
        long endless = engine.taskQueue().enqueue(Task.of("endless", null)).taskId();
        running.await();
        engine.taskAdmin().cancel(endless, "enough");
        long later = engine.taskQueue()
                .enqueue(Task.of("report", null).withDelay(Duration.ofHours(1)))
                .taskId();
        assertThat(engine.taskAdmin().runNow(later)).isTrue();

        queue.await(admin, mail, TaskStatus.SUCCEEDED);
        queue.await(admin, endless, TaskStatus.CANCELLED);
        queue.await(admin, later, TaskStatus.SUCCEEDED);
        assertThat(engine.state().lastError()).isNull();
        assertThat(engine.processing().stop(Duration.ofSeconds(10))).isTrue();
        assertThat(queue.jdbc().queryForObject("select ended_as from pgqueue.worker", String.class))
                .isEqualTo("stopped");
    }

    @Test
    void rescuesPurgesAndCounts() {
        MaintenanceStore store = new MaintenanceStore(new Database(roles.of("worker"), "pgqueue"));
        queue.jdbc()
                .execute("insert into pgqueue.worker (name, version, heartbeat_at) values ('host-1/1', '1', 'epoch')");

        assertThat(new RescueService(store, tasks -> {}, () -> {}).runOnce()).isZero();
        assertThat(queue.jdbc().queryForObject("select ended_as from pgqueue.worker", String.class))
                .isEqualTo("dead");
        new PurgeService(store, new Tally(), () -> {}).runOnce();
        assertThat(store.sample(Duration.ZERO)).isTrue();
    }

    @Test
    void saysNothingOfRightsThatItLacks() {
        try (LogCapture log = new LogCapture()) {
            PgQueueEngine engine = queue.engineOn(
                    roles.of("worker"),
                    builder -> builder,
                    TaskRegistration.of("mail", Map.class, KindOptions.none(), (payload, context) -> null));
            engine.processing().start();
            queue.await(
                    admin, engine.taskQueue().enqueue(Task.of("mail", Map.of())).taskId(), TaskStatus.SUCCEEDED);
            engine.close();

            assertThat(log.events()).noneMatch(event -> event.getLevel().isGreaterOrEqual(Level.WARN));
        }
    }
}
