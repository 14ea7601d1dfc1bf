package io.pgqueue.benchmarks.fire.process;

import io.pgqueue.benchmarks.fire.ledger.Kinds;
import io.pgqueue.benchmarks.fire.ledger.Ledger;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import java.util.PriorityQueue;
import java.util.Queue;
import java.util.Random;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.locks.LockSupport;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;
import org.springframework.dao.DataAccessException;
import org.springframework.transaction.TransactionException;

/**
 * Adds tasks of all shapes, cancels some and publishes events, in transactions of which some are rolled back. Keys whose order counts
 * are its own, and are given up with each transaction whose end it was not told: the next one might overlap with it.
 */
final class Producer {

    private static final Logger log = LoggerFactory.getLogger(Producer.class);
    private static final String[] KINDS = {
        Kinds.PLAIN, Kinds.PLAIN, Kinds.SLOW, Kinds.FLAKY, Kinds.EFFECT, Kinds.BATCH, Kinds.BATCH, Kinds.PARENT
    };
    private static final int KEYS = 3;
    private static final int LONGEST_PAUSE_MILLIS = 150;
    private static final int LONGEST_TRANSACTION_MILLIS = 60;
    private static final int MOST_MEMBERS = 5;
    private static final int LONGEST_RUN_MILLIS = 2_000;
    private static final int LONGEST_DELAY_MILLIS = 4_000;

    private final String name;
    private final Transactions transactions;
    private final Door door;
    private final Ledger ledger;
    private final Random random = new Random();
    private final long begun = System.nanoTime();
    private final Queue<Cancelling> cancellings = new PriorityQueue<>(Comparator.comparingLong(Cancelling::due));
    private int transaction;
    private int generation;
    private int place;

    Producer(String name, Transactions transactions, Door door, Ledger ledger) {
        this.name = name;
        this.transactions = transactions;
        this.door = door;
        this.ledger = ledger;
    }

    /** Goes on until the process ends. */
    void run() {
        while (!Thread.currentThread().isInterrupted()) {
            try {
                transactions.run(name + "-" + ++transaction, (mark, status) -> {
                    cancel(mark);
                    add(mark);
                    pause(random.nextInt(LONGEST_TRANSACTION_MILLIS));
                    if (random.nextInt(6) == 0) {
                        status.setRollbackOnly();
                    }
                });
            } catch (DataAccessException | TransactionException e) {
                log.warn("the end of transaction {}-{} is not known: {}", name, transaction, e.toString());
                generation++;
                pause(LONGEST_PAUSE_MILLIS);
            }
            pause(random.nextInt(LONGEST_PAUSE_MILLIS));
        }
    }

    private void add(String mark) {
        for (int i = random.nextInt(3); i >= 0; i--) {
            String kind = random.nextInt(40) == 0 ? Kinds.DOOMED : KINDS[random.nextInt(KINDS.length)];
            long task = door.add(kind, new Job("", "", random.nextInt(3)), null, null);
            ledger.added(mark, task, kind, null);
            if (random.nextInt(5) == 0 && !kind.equals(Kinds.DOOMED)) {
                cancelLater(task, kind, LONGEST_RUN_MILLIS);
            }
        }
        if (random.nextInt(3) == 0) {
            long task = door.addLater(Kinds.DELAYED, Job.NONE, Duration.ofMillis(random.nextInt(LONGEST_DELAY_MILLIS)));
            ledger.added(mark, task, Kinds.DELAYED, null);
            if (random.nextInt(3) > 0) {
                cancelLater(task, Kinds.DELAYED, LONGEST_DELAY_MILLIS);
            }
        }
        if (random.nextInt(4) == 0) {
            ledger.added(mark, door.add(Kinds.LIMITED, Job.NONE, null, null), Kinds.LIMITED, null);
        }
        if (random.nextInt(5) == 0) {
            addGroup(mark);
        }
        String key = name + "." + generation + "." + random.nextInt(KEYS);
        for (int i = random.nextInt(3); i > 0; i--) {
            long task = door.add(Kinds.ORDERED, new Job("", "", random.nextInt(8) == 0 ? 1 : 0), null, key);
            ledger.addedInOrder(mark, task, Kinds.ORDERED, key, ++place);
            if (random.nextInt(10) == 0) {
                cancelLater(task, Kinds.ORDERED, LONGEST_RUN_MILLIS);
            }
        }
        for (int i = random.nextInt(4); i > 0; i--) {
            ledger.published(mark, door.publish(key, ++place), key, place);
        }
        if (random.nextInt(3) == 0) {
            // the same once more with the next transaction, or the one after it
            String once = name + "." + transaction / 3;
            ledger.added(mark, door.add(Kinds.KEYED, Job.NONE, once, null), Kinds.KEYED, once);
        }
    }

    /** One in ten groups fails: its hopeless task is none that somebody might cancel afterwards. */
    private void addGroup(String mark) {
        List<Job> jobs = new ArrayList<>();
        for (int i = random.nextInt(MOST_MEMBERS); i >= 0; i--) {
            jobs.add(new Job("", "", random.nextInt(6) == 0 ? 1 : 0));
        }
        if (random.nextInt(10) == 0) {
            jobs.set(0, Job.HOPELESS);
        }
        Door.Grouped group = door.addGroup(Kinds.MEMBER, jobs);
        ledger.grouped(mark, group.id(), jobs.size(), Kinds.MEMBER);
        for (int i = 0; i < group.tasks().size(); i++) {
            ledger.added(mark, group.tasks().get(i), Kinds.MEMBER, null);
            if (!jobs.get(i).equals(Job.HOPELESS) && random.nextInt(8) == 0) {
                cancelLater(group.tasks().get(i), Kinds.MEMBER, LONGEST_RUN_MILLIS);
            }
        }
    }

    private void cancelLater(long task, String kind, int withinMillis) {
        long wait = TimeUnit.MILLISECONDS.toNanos(random.nextInt(withinMillis));
        cancellings.add(new Cancelling(task, kind, System.nanoTime() - begun + wait));
    }

    /** In the order of their ids, as the queue has it where many are cancelled at once. */
    private void cancel(String mark) {
        List<Cancelling> due = new ArrayList<>();
        for (Cancelling next = cancellings.peek();
                next != null && next.due() <= System.nanoTime() - begun;
                next = cancellings.peek()) {
            due.add(cancellings.remove());
        }
        due.sort(Comparator.comparingLong(Cancelling::task));
        for (Cancelling task : due) {
            ledger.cancelled(mark, task.task(), task.kind(), door.cancel(task.task()));
        }
    }

    /** A task that is to be cancelled, if it is there, at a time since the beginning in nanoseconds. */
    private record Cancelling(long task, String kind, long due) {}

    private static void pause(int millis) {
        LockSupport.parkNanos(TimeUnit.MILLISECONDS.toNanos(millis));
    }
}
