package io.pgqueue.engine;

import static io.pgqueue.testsupport.TestQueue.QUICK;
import static io.pgqueue.testsupport.TestQueue.handler;
import static org.assertj.core.api.Assertions.assertThat;

import io.pgqueue.Task;
import io.pgqueue.TaskQueue;
import io.pgqueue.TaskWork;
import io.pgqueue.testsupport.TestQueue;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import java.util.Map;
import java.util.Random;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import java.util.concurrent.ThreadLocalRandom;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicInteger;
import javax.sql.DataSource;
import org.awaitility.Awaitility;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.springframework.jdbc.core.JdbcTemplate;
import org.springframework.jdbc.support.JdbcTransactionManager;
import org.springframework.transaction.support.TransactionTemplate;

@Tag("database")
class OrderingTest {

    private final TestQueue queue = new TestQueue();

    @AfterEach
    void close() {
        queue.close();
    }

    @Test
    void runsTheTasksOfAKeyOneAtATimeInTheirOrderOnAllInstancesThoughSomeFail() {
        Lanes lanes = new Lanes();
        List<PgQueueEngine> engines = new ArrayList<>();
        for (int i = 0; i < 3; i++) {
            engines.add(queue.engine(handler("pay", QUICK.withWorkerCount(8), lanes.failingNowAndThen())));
        }
        engines.forEach(engine -> engine.processing().start());

        int keys = 40;
        int each = 50;
        for (int n = 0; n < each; n++) {
            List<Task> tasks = new ArrayList<>();
            for (int key = 0; key < keys; key++) {
                tasks.add(task("key-" + key, n));
            }
            engines.get(n % 3).taskQueue().enqueueAll(tasks);
        }

        lanes.await(keys * each);
        assertThat(lanes.violations).isEmpty();
        assertNothingIsLeft();
    }

    @Test
    void runsKeysSideBySide() throws InterruptedException {
        CountDownLatch both = new CountDownLatch(2);
        PgQueueEngine engine = queue.engine(handler("pay", QUICK.withWorkerCount(4), (payload, context) -> {
            both.countDown();
            return both.await(20, TimeUnit.SECONDS);
        }));
        engine.taskQueue().enqueueAll(List.of(task("one", 0), task("one", 1), task("two", 0)));
        engine.processing().start();

        assertThat(both.await(20, TimeUnit.SECONDS)).isTrue();
    }

    @Test
    void aStopGivesBackWhatHasNotBegunAndTheNextInstanceGoesOn() {
        CountDownLatch begun = new CountDownLatch(1);
        CountDownLatch goOn = new CountDownLatch(1);
        Lanes lanes = new Lanes();
        PgQueueEngine first = queue.engine(handler("pay", (payload, context) -> {
            begun.countDown();
            goOn.await(20, TimeUnit.SECONDS);
            return lanes.note(payload, context.orderingKey());
        }));
        List<Task> tasks = new ArrayList<>();
        for (int n = 0; n < 10; n++) {
            tasks.add(task("a", n));
        }
        first.taskQueue().enqueueAll(tasks);
        first.processing().start();
        Awaitility.await().until(() -> begun.getCount() == 0);
        goOn.countDown();
        first.processing().stop(Duration.ofSeconds(10));

        PgQueueEngine second = queue.engine(handler("pay", lanes.quietly()));
        second.processing().start();
        lanes.await(10);
        assertThat(lanes.violations).isEmpty();
        assertNothingIsLeft();
    }

    @Test
    void neverRunsTwoOfAKeyAtOnceThoughTransactionsOverlapAndRollBack() throws Exception {
        Lanes lanes = new Lanes();
        List<PgQueueEngine> engines = new ArrayList<>();
        for (int i = 0; i < 2; i++) {
            engines.add(queue.engine(handler("pay", QUICK.withWorkerCount(6), lanes.inAnyOrder())));
            engines.get(i).processing().start();
        }
        int producers = 6;
        int transactions = 60;
        AtomicInteger committed = new AtomicInteger();
        ExecutorService threads = Executors.newFixedThreadPool(producers);
        try {
            List<Future<?>> futures = new ArrayList<>();
            for (int i = 0; i < producers; i++) {
                DataSource dataSource = queue.dataSource();
                TaskQueue producer =
                        queue.engineOn(dataSource, builder -> builder).taskQueue();
                futures.add(threads.submit(() -> produce(producer, dataSource, transactions, committed)));
            }
            for (Future<?> future : futures) {
                future.get(60, TimeUnit.SECONDS);
            }
        } finally {
            threads.shutdownNow();
        }

        lanes.await(committed.get());
        assertNothingIsLeft();
        assertThat(lanes.done).hasValue(committed.get());
        assertThat(lanes.violations).isEmpty();
    }

    private static void produce(TaskQueue producer, DataSource dataSource, int transactions, AtomicInteger committed) {
        TransactionTemplate template = new TransactionTemplate(new JdbcTransactionManager(dataSource));
        JdbcTemplate jdbc = new JdbcTemplate(dataSource);
        Random random = new Random(transactions);
        for (int n = 0; n < transactions; n++) {
            int added = template.execute(status -> {
                int tasks = 1 + random.nextInt(3);
                for (int i = 0; i < tasks; i++) {
                    producer.enqueue(task("key-" + random.nextInt(4), i));
                }
                // so that others overlap
                jdbc.execute("select pg_sleep(" + random.nextInt(5) + " / 1000.0)");
                if (random.nextInt(5) == 0) {
                    status.setRollbackOnly();
                    return 0;
                }
                return tasks;
            });
            committed.addAndGet(added);
        }
    }

    @Test
    void aKeyWithManyWaitingTasksDoesNotHoldUpTheOthers() {
        CountDownLatch othersAreDone = new CountDownLatch(200);
        AtomicInteger hot = new AtomicInteger();
        PgQueueEngine engine = queue.engine(handler("pay", QUICK.withWorkerCount(2), (payload, context) -> {
            if (context.orderingKey().equals("hot")) {
                hot.incrementAndGet();
                return othersAreDone.await(20, TimeUnit.SECONDS);
            }
            othersAreDone.countDown();
            return true;
        }));
        List<Task> tasks = new ArrayList<>(Collections.nCopies(100_000, task("hot", 0)));
        for (int key = 0; key < 200; key++) {
            tasks.add(task("key-" + key, 0));
        }
        engine.taskQueue().enqueueAll(tasks);
        engine.processing().start();

        Awaitility.await().atMost(Duration.ofMinutes(1)).until(() -> othersAreDone.getCount() == 0);
        assertThat(hot).hasValueLessThan(100_000);
    }

    private void assertNothingIsLeft() {
        Awaitility.await()
                .atMost(Duration.ofSeconds(30))
                .until(() -> queue.jdbc()
                                .queryForObject(
                                        "select (select count(*) from pgqueue.task) + (select count(*) from pgqueue.lane)",
                                        Integer.class)
                        == 0);
    }

    private static Task task(String key, int n) {
        return Task.of("pay", Map.of("n", n)).withOrderingKey(key);
    }

    /** What ran, checked while it runs. */
    private static final class Lanes {
        private final Map<String, Integer> next = new ConcurrentHashMap<>();
        private final Set<String> running = ConcurrentHashMap.newKeySet();
        private final List<String> violations = Collections.synchronizedList(new ArrayList<>());
        private final AtomicInteger done = new AtomicInteger();

        TaskWork<Map<String, Object>> quietly() {
            return (payload, context) -> note(payload, context.orderingKey());
        }

        TaskWork<Map<String, Object>> failingNowAndThen() {
            return (payload, context) -> {
                if (ThreadLocalRandom.current().nextInt(20) == 0) {
                    throw new IllegalStateException("now and then");
                }
                return note(payload, context.orderingKey());
            };
        }

        TaskWork<Map<String, Object>> inAnyOrder() {
            return (payload, context) -> {
                String key = context.orderingKey();
                if (!running.add(key)) {
                    violations.add("two of " + key + " at once");
                }
                Thread.yield();
                running.remove(key);
                return done.incrementAndGet();
            };
        }

        private Object note(Map<String, Object> payload, String key) {
            if (!running.add(key)) {
                violations.add("two of " + key + " at once");
            }
            int n = (Integer) payload.get("n");
            int expected = next.getOrDefault(key, 0);
            if (n != expected) {
                violations.add(key + ": " + n + " instead of " + expected);
            }
            next.put(key, n + 1);
            running.remove(key);
            return done.incrementAndGet();
        }

        void await(int count) {
            Awaitility.await().atMost(Duration.ofSeconds(60)).until(() -> done.get() >= count);
        }
    }
}
