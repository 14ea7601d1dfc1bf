package io.pgqueue.internal.store;

import static org.assertj.core.api.Assertions.assertThat;

import java.sql.SQLException;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.RegisterExtension;

/**
 * One task, two workers and a rescue, in each of the orders in which their statements can follow one another: the first
 * worker claims in a transaction that takes its time, beats, and completes; the second one claims and completes; the rescue
 * finds the first one silent, and comes once more. None of these statements waits for another, so one thread plays them
 * all. Afterwards whatever is left is rescued and done, and each order has to have left the same.
 */
@Tag("database")
class InterleavingSqlTest {

    private static final int ALL = 420;
    private static final String FENCE =
            "and t.attempt = u.attempt and t.token = u.token and t.worker = p_worker and t.status = 2";

    @RegisterExtension
    static final QueueDatabase database = new QueueDatabase();

    private QueueSession first;
    private QueueSession second;
    private QueueSession rescuer;
    private int mail;

    // of one order
    private int firstWorker;
    private int secondWorker;
    private long task;
    private List<Claimed> held = List.of();
    private List<Claimed> heldBySecond = List.of();
    private int outcomes;
    private final List<String> wrong = new ArrayList<>();

    @BeforeEach
    void open() throws SQLException {
        first = database.transaction();
        second = database.session();
        rescuer = database.session();
        for (QueueSession session : List.of(second, rescuer)) {
            session.run("set lock_timeout = '5s'"); // none is to wait
        }
        mail = second.kind("mail");
    }

    @Test
    void noOrderOfStatementsLosesTheTaskOrRecordsAnotherClaimsOutcome() throws SQLException {
        assertThat(failedOrders(ALL)).isEmpty();
    }

    @Test
    void withoutTheFenceOfAnOutcomeSomeOrdersDo() throws SQLException {
        try (Planted bug = new Planted("complete", FENCE, "and t.status = 2")) {
            assertThat(failedOrders(1)).anyMatch(order -> order.contains("which was no longer its own"));
        }
    }

    @Test
    void withARescueThatDoesNotMindTheClaimInFlightSomeOrdersDo() throws SQLException {
        try (Planted bug = new Planted("rescue", "v_settled := found", "v_settled := true")) {
            assertThat(failedOrders(1)).anyMatch(order -> order.contains("left: running"));
        }
    }

    /** Plays the orders until so many have failed. */
    private List<String> failedOrders(int enough) throws SQLException {
        List<List<Step>> scripts = List.of(
                List.of(
                        new Step("1 claims", this::claimFirst),
                        new Step("1 commits", () -> first.connection().commit()),
                        new Step("1 beats", this::beatFirst),
                        new Step("1 completes", this::completeFirst)),
                List.of(
                        new Step("2 claims", () -> heldBySecond = second.claim(secondWorker, mail, 1)),
                        new Step("2 completes", () -> complete(second, secondWorker, heldBySecond))),
                List.of(new Step("rescue", this::rescueSilent), new Step("rescue", this::rescue)));
        List<List<Step>> orders = new ArrayList<>();
        merge(scripts, new int[scripts.size()], new ArrayList<>(), orders);
        assertThat(orders).hasSize(ALL); // 8! / (4! 2! 2!)
        List<String> failed = new ArrayList<>();
        for (int i = 0; i < orders.size() && failed.size() < enough; i++) {
            List<Step> order = orders.get(i);
            begin();
            for (Step step : order) {
                step.action.run();
            }
            settle();
            if (!wrong.isEmpty()) {
                failed.add(order.stream().map(Step::name).toList() + ": " + wrong);
            }
        }
        return failed;
    }

    /** All ways to take the next step from one of the scripts. */
    private static void merge(List<List<Step>> scripts, int[] taken, List<Step> soFar, List<List<Step>> orders) {
        boolean ended = true;
        for (int i = 0; i < taken.length; i++) {
            if (taken[i] < scripts.get(i).size()) {
                ended = false;
                soFar.add(scripts.get(i).get(taken[i]++));
                merge(scripts, taken, soFar, orders);
                taken[i]--;
                soFar.remove(soFar.size() - 1);
            }
        }
        if (ended) {
            orders.add(List.copyOf(soFar));
        }
    }

    private void begin() throws SQLException {
        rescuer.run("delete from pgqueue.closed_task; delete from pgqueue.task; delete from pgqueue.worker");
        firstWorker = rescuer.worker("first");
        secondWorker = rescuer.worker("second");
        task = rescuer.enqueue(TestRow.of(mail)).id();
        held = List.of();
        heldBySecond = List.of();
        outcomes = 0;
        wrong.clear();
    }

    private void claimFirst() throws SQLException {
        try {
            held = first.claim(firstWorker, mail, 1);
        } catch (SQLException e) {
            assertThat(e.getSQLState()).as("declared dead").isEqualTo("PQ001");
            first.connection().rollback();
        }
    }

    /** Who was declared dead drops what it holds. */
    private void beatFirst() throws SQLException {
        Long[] toCancel = first.beat(firstWorker, held.stream().map(Claimed::id).toArray(Long[]::new));
        first.connection().commit();
        if (toCancel == null) {
            held = List.of();
        }
    }

    private void completeFirst() throws SQLException {
        complete(first, firstWorker, held);
        first.connection().commit();
    }

    /** An outcome may only be of the claim that the task is on. */
    private void complete(QueueSession session, int worker, List<Claimed> claimed) throws SQLException {
        List<Integer> holders = rescuer.query(
                "select worker from pgqueue.task where id = ? and status = 2", row -> row.getInt(1), task);
        int recorded = session.complete(worker, claimed, null, true).size();
        outcomes += recorded;
        if (recorded > 0 && !holders.equals(List.of(worker))) {
            wrong.add("worker " + (worker == firstWorker ? 1 : 2) + " ended a task which was no longer its own");
        }
    }

    private void rescueSilent() throws SQLException {
        rescuer.run(
                "update pgqueue.worker set heartbeat_at = clock_timestamp() - interval '1 minute' where id = ?",
                firstWorker);
        rescue();
    }

    private void rescue() throws SQLException {
        rescuer.rescue("30 s", "10 s");
    }

    /** Both workers fall silent, and another one does what is left. */
    private void settle() throws SQLException {
        rescuer.run("update pgqueue.worker set heartbeat_at = clock_timestamp() - interval '1 minute'");
        rescue();
        int third = rescuer.worker("third");
        outcomes += rescuer.complete(third, rescuer.claim(third, mail, 1), null, true)
                .size();
        String left = rescuer.text("select coalesce((select status || ', attempt ' || attempt || ', errors '"
                + " || coalesce(jsonb_array_length(errors), 0) from pgqueue.tasks), 'nothing')");
        // an attempt that failed is on record with its error
        if (!left.equals("succeeded, attempt 1, errors 0") && !left.equals("succeeded, attempt 2, errors 1")) {
            wrong.add("left: " + left);
        }
        if (outcomes != 1) {
            wrong.add(outcomes + " outcomes were recorded");
        }
    }

    /** What a worker or a rescue does next. */
    private record Step(String name, Action action) {}

    @FunctionalInterface
    private interface Action {
        void run() throws SQLException;
    }

    /** A function with another text, until this is closed. */
    private final class Planted implements AutoCloseable {
        private final String original;

        Planted(String function, String text, String other) throws SQLException {
            original = rescuer.text(
                    "select pg_get_functiondef(p.oid) from pg_proc p"
                            + " where p.pronamespace = 'pgqueue'::regnamespace and p.proname = ?",
                    function);
            assertThat(original).contains(text);
            rescuer.run(original.replace(text, other));
        }

        @Override
        public void close() throws SQLException {
            rescuer.run(original);
        }
    }
}
