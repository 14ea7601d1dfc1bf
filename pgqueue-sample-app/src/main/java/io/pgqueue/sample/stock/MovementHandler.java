package io.pgqueue.sample.stock;

import io.pgqueue.TaskContext;
import io.pgqueue.TaskHandler;
import io.pgqueue.TaskKind;
import org.springframework.stereotype.Component;

/**
 * Books movements. The balance after each follows from the one before it, and nothing is locked for that: of one article,
 * which is the ordering key, no two movements are booked at the same time, and none before its turn.
 */
@Component
class MovementHandler {

    static final String KIND = "book-movement";
    static final TaskKind<Movement> BOOK = TaskKind.of(KIND, Movement.class);

    private final StockLedger ledger;
    private final Scanner scanner;

    MovementHandler(StockLedger ledger, Scanner scanner) {
        this.ledger = ledger;
        this.scanner = scanner;
    }

    @TaskHandler(value = KIND, workerCount = 4, retryDelay = "500ms", transactional = true)
    int book(Movement movement, TaskContext context) {
        if (!scanner.test(movement)) {
            throw new IllegalStateException("the scanner does not answer");
        }
        int balance = ledger.balance(movement.article()) + movement.pieces();
        ledger.insert(context.taskId(), movement, balance);
        return balance;
    }
}
