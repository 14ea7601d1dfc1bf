package io.pgqueue.engine;

import static io.pgqueue.engine.TestShards.keyOf;
import static io.pgqueue.testsupport.TestQueue.QUICK;
import static io.pgqueue.testsupport.TestQueue.handler;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.pgqueue.Task;
import io.pgqueue.TaskRegistration;
import io.pgqueue.schedule.Schedule;
import io.pgqueue.testsupport.OwnServer;
import io.pgqueue.testsupport.SchemaInstaller;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.atomic.AtomicInteger;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.springframework.dao.DataAccessException;
import org.springframework.dao.DataAccessResourceFailureException;
import org.springframework.jdbc.core.JdbcTemplate;

/** Three shards on three servers, of which one is away for a while. */
@Tag("database")
class ThreeServersTest {

    private final List<OwnServer> servers = List.of(OwnServer.start(), OwnServer.start(), OwnServer.stopped());
    private final Set<Integer> done = ConcurrentHashMap.newKeySet();
    private final AtomicInteger runsOfB = new AtomicInteger();
    private final CountDownLatch mayGoOn = new CountDownLatch(1);
    private final TaskRegistration counted = handler("counted", QUICK, (payload, context) -> {
        // in the middle of its work b waits for what happens to its server
        if (context.taskId() >>> 48 == 1 && runsOfB.incrementAndGet() > 50) {
            mayGoOn.await();
        }
        done.add((Integer) payload.get("n"));
        return null;
    });
    private final ShardedEngine engine = ShardedEngine.of(
            List.of(definition(0, "a"), definition(1, "b"), definition(2, "c")), ShardSettings.standard());

    @AfterEach
    void close() {
        engine.close();
        servers.forEach(OwnServer::close);
    }

    @Test
    void worksOnWhileOneServerIsKilledAndLosesNothing() {
        servers.get(2).restart();
        engine.open();
        engine.register(List.of(counted));
        List<Task> tasks = new ArrayList<>();
        for (int n = 0; n < 1_000; n++) {
            tasks.add(Task.of("counted", Map.of("n", n)).withExternalKey("key-" + n));
        }
        engine.taskQueue().enqueueAll(tasks);
        engine.processing().start();
        Eventually.holds(() -> runsOfB.get() > 50);

        servers.get(1).kill();
        mayGoOn.countDown();
        Eventually.holds(() -> engine.shards().get(1).engine().state().lastError() != null);

        // the others take new tasks, and run them
        String a = keyOf(engine, "a", "late");
        String c = keyOf(engine, "c", "late");
        engine.taskQueue().enqueue(Task.of("counted", Map.of("n", 1_000)).withExternalKey(a));
        engine.taskQueue().enqueue(Task.of("counted", Map.of("n", 1_001)).withExternalKey(c));
        Eventually.holds(() -> done.contains(1_000) && done.contains(1_001));
        for (int i = 0; i < 4; i++) { // in turn, past the one that is away
            engine.taskQueue().enqueue(Task.of("counted", Map.of("n", 1_002 + i)));
        }
        Eventually.holds(() -> done.contains(1_005));
        String b = keyOf(engine, "b", "late");
        assertThatThrownBy(() ->
                        engine.taskQueue().enqueue(Task.of("counted", null).withExternalKey(b)))
                .isInstanceOf(DataAccessException.class);
        assertThat(engine.taskQueue().find("counted", a)).isPresent();
        // that it is nowhere cannot be said while one does not answer
        assertThatThrownBy(() -> engine.taskQueue().find("counted", "nobody")).isInstanceOf(DataAccessException.class);

        servers.get(1).restart();

        Eventually.holds(() -> done.size() == 1_006);
        Eventually.holds(
                () -> servers.stream().mapToLong(ThreeServersTest::succeeded).sum() == 1_006);
        for (int n = 0; n < 1_000; n++) {
            assertThat(engine.taskQueue().find("counted", "key-" + n)).isPresent();
        }
    }

    @Test
    void startsWithoutAServerThatIsAwayAndOpensItsShardWhenItIsThere() {
        engine.open();
        engine.register(List.of(counted));
        String known = schedule("known", "a");
        String waiting = schedule("waiting", "c");
        engine.declareSchedules(
                "test",
                List.of(
                        Schedule.of(known, "counted").withInterval(Duration.ofDays(1)),
                        Schedule.of(waiting, "counted").withInterval(Duration.ofDays(1))),
                true);
        engine.processing().start();

        QueueShard away = engine.shards().get(2);
        assertThat(away.isOpen()).isFalse();
        assertThat(away.problem()).isInstanceOf(DataAccessException.class);
        engine.taskQueue().enqueue(Task.of("counted", Map.of("n", 1)).withExternalKey(keyOf(engine, "a")));
        Eventually.holds(() -> done.contains(1));
        String c = keyOf(engine, "c");
        assertThatThrownBy(() -> engine.taskQueue()
                        .enqueue(Task.of("counted", Map.of("n", 2)).withExternalKey(c)))
                .isInstanceOf(DataAccessResourceFailureException.class)
                .hasMessageContaining("shard 'c'");

        servers.get(2).restart();

        Eventually.holds(away::isOpen);
        assertThat(away.problem()).isNull();
        engine.taskQueue().enqueue(Task.of("counted", Map.of("n", 2)).withExternalKey(c));
        Eventually.holds(() -> done.contains(2));
        // each in one shard alone, though one of them could not be declared at first
        Eventually.holds(() -> engine.schedules().list().size() == 2);
        assertThat(engine.shards().get(0).engine().schedules().find(known)).isPresent();
        assertThat(away.engine().schedules().find(waiting)).isPresent();
    }

    @Test
    void doesNotStartWhenAllAreAway() {
        servers.get(0).kill();
        servers.get(1).kill();

        assertThatThrownBy(engine::open).isInstanceOf(DataAccessException.class);
    }

    private static long succeeded(OwnServer server) {
        Long count = new JdbcTemplate(server.direct())
                .queryForObject("select count(*) from pgqueue.tasks where status = 'succeeded'", Long.class);
        return count == null ? -1 : count;
    }

    private String schedule(String prefix, String shard) {
        return keyOf(engine, shard, prefix);
    }

    private ShardDefinition definition(int number, String name) {
        OwnServer server = servers.get(number);
        return ShardDefinition.of(name, number, TestShards.builder(server.pool(20), "pgqueue"))
                .withMigration(() -> {
                    // what the starter's migrator does: first of all it connects
                    Integer one = new JdbcTemplate(server.pool(1)).queryForObject("select 1", Integer.class);
                    assertThat(one).isEqualTo(1);
                    SchemaInstaller.install(server.direct());
                });
    }
}
