package io.pgqueue.sample.order;

import io.pgqueue.TaskKind;

/** The kinds of tasks that an order has. The order's id is their external key, so an order has each only once. */
final class OrderTasks {

    static final String SEND_CONFIRMATION_NAME = "send-confirmation";
    static final String SHIP_ORDER_NAME = "ship-order";

    static final TaskKind<OrderRef> SEND_CONFIRMATION = TaskKind.of(SEND_CONFIRMATION_NAME, OrderRef.class);
    static final TaskKind<OrderRef> SHIP_ORDER = TaskKind.of(SHIP_ORDER_NAME, OrderRef.class);

    private OrderTasks() {}

    static String key(long orderId) {
        return Long.toString(orderId);
    }

    /** The payload: the id alone, so that a handler reads the order as it is when it runs. */
    record OrderRef(long orderId) {}
}
