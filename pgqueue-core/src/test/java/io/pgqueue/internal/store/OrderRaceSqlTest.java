package io.pgqueue.internal.store;

import static org.assertj.core.api.Assertions.assertThat;

import java.sql.SQLException;
import java.util.ArrayList;
import java.util.Collections;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Random;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.atomic.AtomicInteger;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.RegisterExtension;

/**
 * Tasks with ordering keys while producers overlap and roll back, workers fail, give back and die before they mend, and
 * somebody cancels what waits.
 */
@Tag("database")
class OrderRaceSqlTest {

    private static final int PRODUCERS = 3;
    private static final int WORKERS = 4;
    private static final int TRANSACTIONS = 150;

    @RegisterExtension
    static final QueueDatabase database = new QueueDatabase();

    private final Map<String, Long> last = new ConcurrentHashMap<>();
    private final Set<String> held = ConcurrentHashMap.newKeySet();
    private final List<String> violations = Collections.synchronizedList(new ArrayList<>());
    private final AtomicInteger producing = new AtomicInteger(PRODUCERS);
    private final AtomicInteger added = new AtomicInteger();
    private final AtomicInteger ended = new AtomicInteger();
    private Ordered ordered;

    @BeforeEach
    void register() throws SQLException {
        QueueSession session = database.session();
        ordered = new Ordered(session, session.kind("pay"), session.worker("host-1"));
    }

    @Test
    void oneOfAKeyRunsAtATimeInOrderAndNothingIsStuck() throws Exception {
        database.inParallel(PRODUCERS + WORKERS + 2, (thread, number) -> {
            try {
                play(new Ordered(thread, ordered.kind(), ordered.worker()), number);
            } catch (SQLException | RuntimeException e) {
                violations.add("thread " + number + ": " + e); // ends the others, too
                throw e;
            }
        });

        assertThat(violations).isEmpty();
        assertThat(ended).hasValue(added.get());
        ordered.session().run("select pgqueue.mend_all_lanes()");
        assertThat(ordered.lanes()).isZero();
    }

    private void play(Ordered own, int number) throws SQLException {
        Random random = new Random(number);
        if (number < PRODUCERS) {
            produce(own, number, random);
        } else if (number < PRODUCERS + WORKERS) {
            while (!isDone()) {
                work(own, random);
            }
        } else if (number == PRODUCERS + WORKERS) {
            while (!isDone()) {
                own.session().run("select pgqueue.mend_all_lanes()");
            }
        } else {
            while (!isDone()) {
                cancel(own.session(), random);
            }
        }
    }

    private boolean isDone() {
        return !violations.isEmpty() || (producing.get() == 0 && ended.get() == added.get());
    }

    /** Of its own keys one transaction after the other; of a shared one in transactions that overlap with others'. */
    private void produce(Ordered own, int number, Random random) throws SQLException {
        own.session().connection().setAutoCommit(false);
        for (int i = 0; i < TRANSACTIONS; i++) {
            String[] keys = new String[1 + random.nextInt(8)];
            for (int n = 0; n < keys.length; n++) {
                keys[n] = random.nextInt(4) == 0 ? "shared" : "own-" + number + "-" + random.nextInt(3);
            }
            String delays = random.nextInt(6) == 0 ? "{" + "20,".repeat(keys.length - 1) + "null}" : null;
            own.enqueue(delays, keys);
            if (random.nextInt(6) == 0) {
                own.session().connection().rollback();
            } else {
                own.session().connection().commit();
                added.addAndGet(keys.length);
            }
        }
        producing.decrementAndGet();
    }

    private void work(Ordered own, Random random) throws SQLException {
        List<Claimed> claimed = own.claim(1 + random.nextInt(20), random.nextInt(6));
        Map<String, List<Claimed>> runs = new LinkedHashMap<>();
        for (Claimed task : claimed) {
            runs.computeIfAbsent(keyOf(own.session(), task), key -> new ArrayList<>())
                    .add(task);
        }
        for (String key : runs.keySet()) {
            if (!held.add(key)) {
                violations.add("two runs of " + key);
            }
        }
        for (Map.Entry<String, List<Claimed>> run : runs.entrySet()) {
            List<Claimed> tasks = run.getValue();
            tasks.sort((one, other) -> Long.compare(one.id(), other.id()));
            work(own, run.getKey(), tasks, random);
            if (random.nextInt(3) > 0) { // else as if it had died
                own.mend(run.getKey());
            }
        }
    }

    private void work(Ordered own, String key, List<Claimed> run, Random random) throws SQLException {
        for (int i = 0; i < run.size(); i++) {
            Claimed task = run.get(i);
            List<Claimed> rest = run.subList(i + 1, run.size());
            Long before = last.get(key);
            if (!key.equals("shared") && before != null && before >= task.id()) {
                violations.add(key + ": " + task.id() + " after " + before);
            }
            boolean fails = random.nextInt(8) == 0;
            if (fails && !rest.isEmpty()) {
                own.session().release(own.worker(), rest);
            }
            if (!fails) {
                last.put(key, task.id());
            }
            if (fails || rest.isEmpty()) {
                held.remove(key);
            }
            if (fails) {
                own.session().fail(own.worker(), List.of(task), 1L);
                return;
            }
            own.complete(task);
            ended.incrementAndGet();
        }
    }

    private void cancel(QueueSession session, Random random) throws SQLException {
        List<Long> waiting = session.query(
                "select id from pgqueue.task where status < 2 order by id offset ? limit 1",
                row -> row.getLong(1),
                random.nextInt(30));
        for (long id : waiting) {
            if (session.query(
                            "select pgqueue.cancel(t.id, 'not needed') from (select id from pgqueue.task"
                                    + " where id = ? and status < 2 for update skip locked) t",
                            row -> row.getString(1),
                            id)
                    .equals(List.of("4"))) {
                ended.incrementAndGet();
            }
        }
    }

    private static String keyOf(QueueSession session, Claimed task) throws SQLException {
        return session.text("select ordering_key from pgqueue.task where id = ?", task.id());
    }
}
