package io.pgqueue.sample.refund;

import io.pgqueue.KindLimits;
import io.pgqueue.Task;
import io.pgqueue.TaskAdmin;
import io.pgqueue.TaskQueue;
import jakarta.validation.Valid;
import jakarta.validation.constraints.Min;
import org.springframework.http.HttpStatus;
import org.springframework.web.bind.annotation.DeleteMapping;
import org.springframework.web.bind.annotation.PostMapping;
import org.springframework.web.bind.annotation.PutMapping;
import org.springframework.web.bind.annotation.RequestBody;
import org.springframework.web.bind.annotation.RequestMapping;
import org.springframework.web.bind.annotation.RequestParam;
import org.springframework.web.bind.annotation.ResponseStatus;
import org.springframework.web.bind.annotation.RestController;

/** Asks for refunds, and changes how many are made at once. */
@RestController
@RequestMapping("/api/refunds")
class RefundController {

    private final TaskQueue queue;
    private final TaskAdmin admin;

    RefundController(TaskQueue queue, TaskAdmin admin) {
        this.queue = queue;
        this.admin = admin;
    }

    @PostMapping
    @ResponseStatus(HttpStatus.CREATED)
    Requested request(@RequestBody @Valid Refund refund) {
        return new Requested(queue.enqueue(Task.of(RefundHandler.KIND, refund).withPartitionKey(refund.customer()))
                .taskId());
    }

    /** The provider has trouble: fewer at once, for all customers together, until it is over. */
    @PutMapping("/limits")
    @ResponseStatus(HttpStatus.NO_CONTENT)
    void slowDown(@RequestParam @Min(1) int maxRunning) {
        KindLimits present = admin.limits(RefundHandler.KIND);
        admin.setLimits(RefundHandler.KIND, present.withMaxRunning(maxRunning));
    }

    /** Back to what the handler says. */
    @DeleteMapping("/limits")
    @ResponseStatus(HttpStatus.NO_CONTENT)
    void speedUp() {
        admin.resetLimits(RefundHandler.KIND);
    }

    record Requested(long taskId) {}
}
