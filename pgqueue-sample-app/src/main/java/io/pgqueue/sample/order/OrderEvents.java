package io.pgqueue.sample.order;

import io.pgqueue.outbox.OutboxEvent;

/** What the shop tells the world about an order, in the transaction in which it happens. */
final class OrderEvents {

    private static final String ORDER = "order";

    private OrderEvents() {}

    static OutboxEvent placed(Order order) {
        return of(order, "order-placed", new Placed(order.id(), order.item(), order.quantity()));
    }

    static OutboxEvent shipped(Order order, String trackingCode) {
        return of(order, "order-shipped", new Shipped(order.id(), trackingCode));
    }

    private static OutboxEvent of(Order order, String eventType, Object payload) {
        return OutboxEvent.of(ORDER, Long.toString(order.id()), eventType, payload)
                .withHeader("item", order.item());
    }

    record Placed(long orderId, String item, int quantity) {}

    record Shipped(long orderId, String trackingCode) {}
}
