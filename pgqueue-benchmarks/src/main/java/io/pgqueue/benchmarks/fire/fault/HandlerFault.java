package io.pgqueue.benchmarks.fire.fault;

import io.pgqueue.benchmarks.fire.ledger.Kinds;
import io.pgqueue.benchmarks.fire.process.FireProcess;
import io.pgqueue.benchmarks.fire.process.Harm;
import io.pgqueue.benchmarks.fire.process.Job;
import io.pgqueue.benchmarks.fire.process.SqlDoor;
import io.pgqueue.benchmarks.fire.process.Transactions;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.UUID;
import javax.sql.DataSource;
import org.springframework.dao.DataAccessException;
import org.springframework.jdbc.core.JdbcTemplate;
import org.springframework.transaction.TransactionException;

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
        DataSource producer = arena.stage().database().as("fire_producer");
        SqlDoor door = new SqlDoor(new JdbcTemplate(producer), FireProcess.codec());
        try {
            new Transactions(producer, arena.stage().ledger()).run(name, (mark, status) -> {
                for (int i = 0; i < tasks; i++) {
                    long task = door.add(kind, new Job(mode, name + "." + i, i), null, null);
                    arena.stage().ledger().added(mark, task, kind, null);
                }
            });
        } catch (DataAccessException | TransactionException e) {
            // another fault was faster; its end is judged like any other's
            return false;
        }
        Path harm = arena.stage().folder().resolve("harm");
        return Arena.comesTrue(TO_BEGIN, () -> Files.exists(harm.resolve(name + "." + (tasks - 1))));
    }
}
