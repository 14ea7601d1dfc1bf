package io.pgqueue.benchmarks.fire.process;

import io.pgqueue.benchmarks.fire.ledger.Kinds;
import java.io.IOException;
import java.nio.file.FileAlreadyExistsException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.locks.LockSupport;
import org.springframework.jdbc.core.JdbcTemplate;

/**
 * What the handlers of {@link Kinds#EVIL}, {@link Kinds#CLASH} and {@link Kinds#LASTING} do. Each harm is done once: a file
 * says that it was.
 */
public final class Harm {

    /** Fills the heap. */
    public static final String OUT_OF_MEMORY = "out-of-memory";
    /** Calls itself for ever. */
    public static final String STACK_OVERFLOW = "stack-overflow";
    /** Ends the process. */
    public static final String EXIT = "exit";
    /** Ignores the interrupt of its timeout. */
    public static final String DEAF = "deaf";
    /** Holds its transaction idle for longer than the server bears. */
    public static final String IDLE = "idle";
    /** Locks two rows, in the order that its number says. */
    public static final String DEADLOCK = "deadlock";

    private static final Duration DEAF_FOR = Duration.ofSeconds(5);
    private static final Duration IDLE_FOR = Duration.ofMillis(800);
    private static final Duration BETWEEN_LOCKS = Duration.ofMillis(700);
    private static final String RUN_BY = "@";
    private static final int MEGABYTE = 1 << 20;

    private final Path folder;

    /** Leaves its files in a folder that is there. */
    Harm(Path folder) {
        this.folder = folder;
    }

    void doOnce(Job job) throws IOException {
        if (isFirst(job)) {
            switch (job.mode()) {
                case OUT_OF_MEMORY -> fill();
                case STACK_OVERFLOW -> overflow(0);
                case EXIT -> System.exit(3);
                case DEAF -> stay(DEAF_FOR);
                default -> throw new IllegalArgumentException(job.mode());
            }
        }
    }

    void doOnce(Job job, JdbcTemplate jdbc) throws IOException {
        if (isFirst(job)) {
            switch (job.mode()) {
                case IDLE -> {
                    jdbc.execute("set local idle_in_transaction_session_timeout = 200");
                    stay(IDLE_FOR);
                }
                case DEADLOCK -> {
                    lock(jdbc, job.number());
                    stay(BETWEEN_LOCKS);
                    lock(jdbc, 1 - job.number());
                }
                default -> throw new IllegalArgumentException(job.mode());
            }
        }
    }

    /** Takes its time, after a file has said which process runs the task. */
    void last(Job job) throws IOException, InterruptedException {
        try {
            Files.createFile(
                    folder.resolve(job.name() + RUN_BY + ProcessHandle.current().pid()));
        } catch (FileAlreadyExistsException e) {
            // the same process has it once more
        }
        TimeUnit.NANOSECONDS.sleep(Kinds.LASTS.toNanos());
    }

    /** Whether a file says that a process has begun to run this task of {@link Kinds#LASTING}. */
    public static boolean isRunner(Path note, Job job) {
        return note.getFileName().toString().startsWith(job.name() + RUN_BY);
    }

    /** The id of the process that such a file speaks of. */
    public static long runner(Path note) {
        String name = note.getFileName().toString();
        return Long.parseLong(name.substring(name.lastIndexOf(RUN_BY) + RUN_BY.length()));
    }

    private boolean isFirst(Job job) throws IOException {
        try {
            Files.createFile(folder.resolve(job.name()));
            return true;
        } catch (FileAlreadyExistsException e) {
            return false;
        }
    }

    private static void lock(JdbcTemplate jdbc, int account) {
        jdbc.update("/* fire:lock */ update app.account set balance = balance + 1 where id = ?", account);
    }

    private static int fill() {
        List<byte[]> all = new ArrayList<>();
        while (true) {
            all.add(new byte[MEGABYTE]);
            if (all.size() == Integer.MAX_VALUE) {
                return all.size();
            }
        }
    }

    @SuppressWarnings("InfiniteRecursion") // that is the harm
    private static int overflow(int depth) {
        return overflow(depth + 1) + depth;
    }

    /** Whatever happens. */
    private static void stay(Duration time) {
        long end = System.nanoTime() + time.toNanos();
        while (end - System.nanoTime() > 0) {
            LockSupport.parkNanos(TimeUnit.MILLISECONDS.toNanos(10));
        }
    }
}
