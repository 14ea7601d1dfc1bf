package io.pgqueue.benchmarks.fire.fault;

import io.pgqueue.benchmarks.fire.process.ProcessRole;
import io.pgqueue.benchmarks.fire.stage.Fleet;
import io.pgqueue.benchmarks.fire.stage.Member;
import io.pgqueue.benchmarks.fire.stage.Stage;
import java.time.Duration;
import java.util.Random;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.locks.LockSupport;
import java.util.function.BooleanSupplier;
import java.util.function.Predicate;

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
        return harm(member -> member.role() == role, harm);
    }

    /** Harms any process. */
    boolean harmAny(Harm harm) throws Exception {
        return harm(member -> true, harm);
    }

    private boolean harm(Predicate<Member> wanted, Harm harm) throws Exception {
        Member member = fleet.take(random, wanted, PATIENCE).orElse(null);
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
