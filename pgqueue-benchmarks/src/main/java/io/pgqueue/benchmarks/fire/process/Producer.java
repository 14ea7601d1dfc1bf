package io.pgqueue.benchmarks.fire.process;

import io.pgqueue.benchmarks.fire.ledger.Kinds;
import io.pgqueue.benchmarks.fire.ledger.Ledger;
import java.util.Random;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.locks.LockSupport;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;
import org.springframework.dao.DataAccessException;
import org.springframework.transaction.TransactionException;

/**
 * Adds tasks of all shapes and publishes events, in transactions of which some are rolled back. Keys whose order counts
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

    private final String name;
    private final Transactions transactions;
    private final Door door;
    private final Ledger ledger;
    private final Random random = new Random();
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
            ledger.added(mark, door.add(kind, new Job("", "", random.nextInt(3)), null, null), kind, null);
        }
        String key = name + "." + generation + "." + random.nextInt(KEYS);
        for (int i = random.nextInt(3); i > 0; i--) {
            long task = door.add(Kinds.ORDERED, new Job("", "", random.nextInt(8) == 0 ? 1 : 0), null, key);
            ledger.addedInOrder(mark, task, Kinds.ORDERED, key, ++place);
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

    private static void pause(int millis) {
        LockSupport.parkNanos(TimeUnit.MILLISECONDS.toNanos(millis));
    }
}
