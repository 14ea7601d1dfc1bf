package io.pgqueue.benchmarks.fire.fault;

import io.pgqueue.benchmarks.fire.ledger.Kinds;
import io.pgqueue.benchmarks.fire.process.Harm;
import io.pgqueue.benchmarks.fire.process.Job;
import java.nio.file.Files;
import java.time.Duration;
import java.util.List;
import java.util.UUID;
import java.util.stream.IntStream;

/** What handlers do. */
enum HandlerFault implements Fault {
    OUT_OF_MEMORY("a handler fills the heap of its worker", Kinds.EVIL, Harm.OUT_OF_MEMORY, 1),
    STACK_OVERFLOW("a handler overflows its stack", Kinds.EVIL, Harm.STACK_OVERFLOW, 1),
    INTERRUPT_IGNORED("a handler runs on after the interrupt of its timeout", Kinds.EVIL, Harm.DEAF, 1),
    EXIT("a handler calls System.exit", Kinds.EVIL, Harm.EXIT, 1),
    IDLE_IN_TRANSACTION(
            "a transactional handler is idle until idle_in_transaction_session_timeout ends its session",
            Kinds.CLASH,
            Harm.IDLE,
            1),
    DEADLOCK("two transactional handlers lock two rows crosswise", Kinds.CLASH, Harm.DEADLOCK, 2);

    private static final Duration TO_BEGIN = Duration.ofSeconds(30);

    private final String says;
    private final String kind;
    private final String mode;
    private final int tasks;

    HandlerFault(String says, String kind, String mode, int tasks) {
        this.says = says;
        this.kind = kind;
        this.mode = mode;
        this.tasks = tasks;
    }

    @Override
    public String says() {
        return says;
    }

    @Override
    public boolean strike(Arena arena) {
        String name = mode + "-" + UUID.randomUUID();
        List<Job> jobs = IntStream.range(0, tasks)
                .mapToObj(i -> new Job(mode, name + "." + i, i))
                .toList();
        return arena.add(name, kind, jobs)
                && Arena.comesTrue(
                        TO_BEGIN,
                        () -> Files.exists(
                                arena.notes().resolve(jobs.get(tasks - 1).name())));
    }
}
