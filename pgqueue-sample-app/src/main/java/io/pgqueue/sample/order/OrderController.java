package io.pgqueue.sample.order;

import io.pgqueue.TaskQueue;
import io.pgqueue.sample.web.NotFoundException;
import io.pgqueue.sample.web.TaskView;
import io.pgqueue.sample.web.TaskViews;
import jakarta.validation.Valid;
import jakarta.validation.constraints.Max;
import jakarta.validation.constraints.Min;
import jakarta.validation.constraints.NotBlank;
import jakarta.validation.constraints.Size;
import java.net.URI;
import java.util.List;
import java.util.Optional;
import java.util.stream.Stream;
import org.springframework.http.HttpStatus;
import org.springframework.http.ProblemDetail;
import org.springframework.http.ResponseEntity;
import org.springframework.web.bind.annotation.ExceptionHandler;
import org.springframework.web.bind.annotation.GetMapping;
import org.springframework.web.bind.annotation.PathVariable;
import org.springframework.web.bind.annotation.PostMapping;
import org.springframework.web.bind.annotation.RequestBody;
import org.springframework.web.bind.annotation.RequestMapping;
import org.springframework.web.bind.annotation.RequestParam;
import org.springframework.web.bind.annotation.RestController;

/** Orders over HTTP. */
@RestController
@RequestMapping("/api/orders")
class OrderController {

    private final OrderService service;
    private final OrderRepository orders;
    private final TaskQueue queue;
    private final TaskViews views;

    OrderController(OrderService service, OrderRepository orders, TaskQueue queue, TaskViews views) {
        this.service = service;
        this.orders = orders;
        this.queue = queue;
        this.views = views;
    }

    @PostMapping
    ResponseEntity<OrderView> place(@Valid @RequestBody OrderRequest request) {
        Order order = service.place(request);
        return ResponseEntity.created(URI.create("/api/orders/" + order.id())).body(view(order));
    }

    /** Fails after the order was saved and its task enqueued; the answer tells the ids that both had. */
    @PostMapping("/unpayable")
    void placeUnpayable(@Valid @RequestBody OrderRequest request) {
        service.placeUnpayable(request);
    }

    @ExceptionHandler
    ProblemDetail onPaymentRefused(PaymentRefusedException e) {
        ProblemDetail problem = ProblemDetail.forStatusAndDetail(
                HttpStatus.CONFLICT, e.getMessage() + ". It was rolled back, and its task with it.");
        problem.setProperty("orderId", e.orderId());
        problem.setProperty("taskId", e.taskId());
        return problem;
    }

    @GetMapping
    List<OrderView> newest(@RequestParam(defaultValue = "20") @Min(1) @Max(100) int limit) {
        return orders.newest(limit).stream().map(this::view).toList();
    }

    @GetMapping("/{id}")
    OrderView one(@PathVariable long id) {
        return view(orders.find(id).orElseThrow(() -> new NotFoundException("There is no order " + id)));
    }

    @PostMapping("/{id}/cancel-confirmation")
    Cancellation cancelConfirmation(@PathVariable long id, @Valid @RequestBody CancellationRequest request) {
        if (orders.find(id).isEmpty()) {
            throw new NotFoundException("There is no order " + id);
        }
        return new Cancellation(service.cancelConfirmation(id, request.reason()));
    }

    private OrderView view(Order order) {
        List<TaskView> tasks = Stream.of(OrderTasks.SEND_CONFIRMATION_NAME, OrderTasks.SHIP_ORDER_NAME)
                .map(kind -> queue.find(kind, OrderTasks.key(order.id())))
                .flatMap(Optional::stream)
                .map(views::of)
                .toList();
        return new OrderView(order, tasks);
    }

    record OrderView(Order order, List<TaskView> tasks) {}

    record CancellationRequest(@NotBlank @Size(max = 1000) String reason) {}

    /** @param cancelled false if it was too late: the confirmation has been sent, or was cancelled before */
    record Cancellation(boolean cancelled) {}
}
