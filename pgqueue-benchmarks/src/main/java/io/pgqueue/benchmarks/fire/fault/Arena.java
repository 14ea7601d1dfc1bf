package io.pgqueue.benchmarks.fire.fault;

import io.pgqueue.benchmarks.fire.process.FireProcess;
import io.pgqueue.benchmarks.fire.process.Job;
import io.pgqueue.benchmarks.fire.process.ProcessRole;
import io.pgqueue.benchmarks.fire.process.SqlDoor;
import io.pgqueue.benchmarks.fire.process.Transactions;
import io.pgqueue.benchmarks.fire.stage.Fleet;
import io.pgqueue.benchmarks.fire.stage.Member;
import io.pgqueue.benchmarks.fire.stage.Stage;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.Optional;
import java.util.Random;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.locks.LockSupport;
import java.util.function.BooleanSupplier;
import java.util.function.Predicate;
import javax.sql.DataSource;
import org.springframework.dao.DataAccessException;
import org.springframework.jdbc.core.JdbcTemplate;
import org.springframework.transaction.TransactionException;

/**
 * Where faults strike.
 *
 * @param random of the run's seed
 */
public record Arena(Stage stage, Fleet fleet, Random random) {

    private static final Duration PATIENCE = Duration.ofSeconds(20);
    private static final long LOOK_NANOS = TimeUnit.MILLISECONDS.toNanos(20);

    /** Harms a process of this role; false if none was well in time. */
    boolean harm(ProcessRole role, Harm harm) throws Exception {
        return harm(member -> member.role() == role, PATIENCE, harm);
    }

    /** Harms any process. */
    boolean harmAny(Harm harm) throws Exception {
        return harm(member -> true, PATIENCE, harm);
    }

    /** Harms the process of this id; false if it has ended, or if somebody else harms it. */
    boolean harmNow(long pid, Harm harm) throws Exception {
        return harm(member -> member.pid().equals(Optional.of(pid)), Duration.ZERO, harm);
    }

    /**
     * Adds tasks in a transaction, as a script does.
     *
     * @param name of the transaction, which is used once
     * @return false if another fault was faster; then the end of the transaction is judged like any other's
     */
    boolean add(String name, String kind, List<Job> jobs) {
        DataSource producer = stage.database().as("fire_producer");
        SqlDoor door = new SqlDoor(new JdbcTemplate(producer), FireProcess.codec());
        try {
            new Transactions(producer, stage.ledger())
                    .run(
                            name,
                            (mark, status) -> jobs.forEach(
                                    job -> stage.ledger().added(mark, door.add(kind, job, null, null), kind, null)));
            return true;
        } catch (DataAccessException | TransactionException e) {
            return false;
        }
    }

    /** Where handlers leave files that say what they do. */
    Path notes() {
        return stage.folder().resolve("harm");
    }

    private boolean harm(Predicate<Member> wanted, Duration patience, Harm harm) throws Exception {
        Member member = fleet.take(random, wanted, patience).orElse(null);
        if (member == null) {
            return false;
        }
        try {
            harm.on(member);
            return true;
        } finally {
            member.release();
        }
    }

    /** A time between two. */
    Duration between(int fromMillis, int toMillis) {
        return Duration.ofMillis(random.nextInt(fromMillis, toMillis));
    }

    /** Lets time go by. */
    static void pause(Duration time) {
        long end = System.nanoTime() + time.toNanos();
        for (long left = time.toNanos(); left > 0; left = end - System.nanoTime()) {
            LockSupport.parkNanos(left);
        }
    }

    /** Whether something becomes true within a time. */
    static boolean comesTrue(Duration within, BooleanSupplier condition) {
        long end = System.nanoTime() + within.toNanos();
        while (end - System.nanoTime() > 0) {
            if (condition.getAsBoolean()) {
                return true;
            }
            LockSupport.parkNanos(LOOK_NANOS);
        }
        return condition.getAsBoolean();
    }

    /** What is done to a process. */
    @FunctionalInterface
    interface Harm {
        void on(Member member) throws Exception;
    }
}
