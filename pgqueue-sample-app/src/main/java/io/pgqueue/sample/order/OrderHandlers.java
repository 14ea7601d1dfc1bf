package io.pgqueue.sample.order;

import io.pgqueue.CancelTaskException;
import io.pgqueue.Task;
import io.pgqueue.TaskContext;
import io.pgqueue.TaskHandler;
import io.pgqueue.outbox.Outbox;
import io.pgqueue.sample.order.OrderTasks.OrderRef;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;
import org.springframework.stereotype.Component;

/** What is done for an order once it is saved. */
@Component
class OrderHandlers {

    private static final Logger log = LoggerFactory.getLogger(OrderHandlers.class);

    private final OrderRepository orders;
    private final Outbox outbox;

    OrderHandlers(OrderRepository orders, Outbox outbox) {
        this.orders = orders;
        this.outbox = outbox;
    }

    /**
     * "Sends" the confirmation. A handler can run more than once, for instance when the power fails after the mail and
     * before the outcome is recorded; so it asks first whether the mail is out.
     *
     * @return kept as the task's result
     */
    @TaskHandler(value = OrderTasks.SEND_CONFIRMATION_NAME, attemptTimeout = "30s", retryDelay = "2s..1m")
    Confirmation sendConfirmation(OrderRef ref, TaskContext context) {
        Order order = orders.find(ref.orderId())
                .orElseThrow(() -> new CancelTaskException("order " + ref.orderId() + " does not exist"));
        if (order.email().endsWith(".invalid")) {
            // no further attempt would help: the task is closed as cancelled, with the reason
            throw new CancelTaskException("nobody can receive mail at " + order.email());
        }
        String subject = "Your order %d: %d × %s".formatted(order.id(), order.quantity(), order.item());
        if (orders.insertMail(order.id(), order.email(), subject)) {
            log.info("Mail to {}: {}", order.email(), subject);
        }
        orders.confirm(order.id());
        // commits together with the success of this task
        context.enqueue(Task.of(OrderTasks.SHIP_ORDER, ref).withExternalKey(OrderTasks.key(order.id())));
        return new Confirmation(order.email(), subject);
    }

    /**
     * Ships the order. Transactional: the shipment, the order's status, the event that tells of it and the success of
     * the task commit together, so that in effect it happens exactly once.
     */
    @TaskHandler(value = OrderTasks.SHIP_ORDER_NAME, transactional = true)
    Shipment shipOrder(TaskContext context, OrderRef ref) {
        String trackingCode = "PQ-%08d".formatted(context.taskId());
        orders.ship(ref.orderId(), trackingCode);
        orders.find(ref.orderId()).ifPresent(order -> outbox.publish(OrderEvents.shipped(order, trackingCode)));
        log.info("Shipped order {} as {}", ref.orderId(), trackingCode);
        return new Shipment(trackingCode);
    }

    record Confirmation(String recipient, String subject) {}

    record Shipment(String trackingCode) {}
}
