package io.pgqueue.sample.order;

import io.pgqueue.EnqueueResult;
import io.pgqueue.Task;
import io.pgqueue.TaskQueue;
import io.pgqueue.outbox.Outbox;
import io.pgqueue.sample.order.OrderTasks.OrderRef;
import java.time.Duration;
import org.springframework.dao.DataIntegrityViolationException;
import org.springframework.stereotype.Service;
import org.springframework.transaction.annotation.Transactional;

/** Takes orders. The order, its first task and the event that tells of it commit together, or not at all. */
@Service
public class OrderService {

    private final OrderRepository orders;
    private final TaskQueue queue;
    private final Outbox outbox;

    OrderService(OrderRepository orders, TaskQueue queue, Outbox outbox) {
        this.orders = orders;
        this.queue = queue;
        this.outbox = outbox;
    }

    /** Saves the order, tells of it, and enqueues its confirmation. */
    @Transactional
    public Order place(OrderRequest request) {
        Order order = orders.insert(request);
        outbox.publish(OrderEvents.placed(order));
        enqueueConfirmation(order, request);
        return order;
    }

    /**
     * Saves an order and enqueues its confirmation, and only then learns that it cannot be paid.
     *
     * @throws PaymentRefusedException always; neither the order nor the task exists after it
     */
    @Transactional
    public void placeUnpayable(OrderRequest request) {
        Order order = orders.insert(request);
        outbox.publish(OrderEvents.placed(order));
        EnqueueResult task = enqueueConfirmation(order, request);
        try {
            orders.charge(order.id(), Integer.MAX_VALUE);
        } catch (DataIntegrityViolationException e) {
            throw new PaymentRefusedException(order.id(), task.taskId(), e);
        }
    }

    /**
     * Cancels the confirmation of an order, whether it waits or runs.
     *
     * @return false if it was too late
     */
    public boolean cancelConfirmation(long orderId, String reason) {
        return queue.cancel(OrderTasks.SEND_CONFIRMATION_NAME, OrderTasks.key(orderId), reason);
    }

    private EnqueueResult enqueueConfirmation(Order order, OrderRequest request) {
        Integer delay = request.confirmationDelaySeconds();
        return queue.enqueue(Task.of(OrderTasks.SEND_CONFIRMATION, new OrderRef(order.id()))
                .withExternalKey(OrderTasks.key(order.id()))
                .withDelay(Duration.ofSeconds(delay == null ? 0 : delay)));
    }
}
