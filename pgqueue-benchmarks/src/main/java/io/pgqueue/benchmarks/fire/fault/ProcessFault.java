package io.pgqueue.benchmarks.fire.fault;

import io.pgqueue.benchmarks.fire.process.ProcessRole;
import io.pgqueue.benchmarks.fire.stage.Member;
import java.io.IOException;
import java.time.Duration;

/** What befalls a process from outside. */
enum ProcessFault implements Fault {
    WORKER_KILLED("a worker gets SIGKILL") {
        @Override
        public boolean strike(Arena arena) throws Exception {
            return arena.harm(ProcessRole.WORKER, worker -> end(arena, worker, "KILL"));
        }
    },
    PRODUCER_KILLED("a producer gets SIGKILL, perhaps in the middle of a commit") {
        @Override
        public boolean strike(Arena arena) throws Exception {
            return arena.harm(
                    arena.random().nextBoolean() ? ProcessRole.PRODUCER : ProcessRole.SQL_PRODUCER,
                    producer -> end(arena, producer, "KILL"));
        }
    },
    WORKER_TERMINATED("a worker gets SIGTERM, and stops in its order") {
        @Override
        public boolean strike(Arena arena) throws Exception {
            return arena.harm(ProcessRole.WORKER, worker -> end(arena, worker, "TERM"));
        }
    },
    POOL_EMPTY("a worker's pool has no free connection for some seconds") {
        @Override
        public boolean strike(Arena arena) throws Exception {
            return arena.harm(ProcessRole.WORKER, worker -> {
                Duration time = arena.between(3_000, 6_000);
                worker.drainPool(time.toMillis());
                Arena.pause(time);
            });
        }
    };

    private static final Duration TO_END = Duration.ofSeconds(30);

    private final String says;

    ProcessFault(String says) {
        this.says = says;
    }

    @Override
    public String says() {
        return says;
    }

    private static void end(Arena arena, Member member, String signal) throws IOException {
        long pid = member.pid().orElse(0L);
        member.signal(signal);
        if (!Arena.comesTrue(TO_END, () -> member.pid().orElse(0L) != pid)) {
            throw new IOException("a process did not end after SIG" + signal);
        }
        arena.stage().ledger().gone(pid);
    }
}
