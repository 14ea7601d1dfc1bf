package io.pgqueue.sample.stock;

import io.pgqueue.Task;
import io.pgqueue.TaskQueue;
import io.pgqueue.sample.stock.StockLedger.Summary;
import jakarta.validation.Valid;
import jakarta.validation.constraints.Max;
import jakarta.validation.constraints.Min;
import java.util.ArrayList;
import java.util.List;
import org.springframework.http.HttpStatus;
import org.springframework.web.bind.annotation.GetMapping;
import org.springframework.web.bind.annotation.PostMapping;
import org.springframework.web.bind.annotation.RequestBody;
import org.springframework.web.bind.annotation.RequestMapping;
import org.springframework.web.bind.annotation.RequestParam;
import org.springframework.web.bind.annotation.ResponseStatus;
import org.springframework.web.bind.annotation.RestController;

/** Moves stock, and says how far the booking is. */
@RestController
@RequestMapping("/api/stock")
class StockController {

    private static final int PIECES = 5;

    private final TaskQueue queue;
    private final StockLedger ledger;

    StockController(TaskQueue queue, StockLedger ledger) {
        this.queue = queue;
        this.ledger = ledger;
    }

    @PostMapping("/movements")
    @ResponseStatus(HttpStatus.CREATED)
    Enqueued move(@RequestBody @Valid Movement movement) {
        queue.enqueue(Task.of(MovementHandler.BOOK, movement).withOrderingKey(movement.article()));
        return new Enqueued(1);
    }

    /** A busy day: so many movements of each article, by turns some pieces come and then they go. */
    @PostMapping("/busy-day")
    @ResponseStatus(HttpStatus.CREATED)
    Enqueued busyDay(
            @RequestParam(defaultValue = "5") @Min(1) @Max(100) int articles,
            @RequestParam(defaultValue = "20") @Min(1) @Max(100) int movements) {
        List<Task> tasks = new ArrayList<>();
        for (int n = 0; n < movements; n++) {
            for (int article = 1; article <= articles; article++) {
                Movement movement = new Movement("article-" + article, n % 2 == 0 ? PIECES : -PIECES);
                tasks.add(Task.of(MovementHandler.BOOK, movement).withOrderingKey(movement.article()));
            }
        }
        return new Enqueued(queue.enqueueAll(tasks).size());
    }

    @GetMapping
    Summary summary() {
        return ledger.summary();
    }

    record Enqueued(int movements) {}
}
