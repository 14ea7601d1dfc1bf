package io.pgqueue.sample.order;

import static org.assertj.core.api.Assertions.assertThat;

import io.pgqueue.Task;
import io.pgqueue.TaskInfo;
import io.pgqueue.TaskQueue;
import io.pgqueue.TaskStatus;
import io.pgqueue.sample.order.OrderTasks.OrderRef;
import io.pgqueue.sample.support.SampleTest;
import io.pgqueue.test.TaskQueueTester;
import java.time.Duration;
import org.junit.jupiter.api.Test;
import org.springframework.beans.factory.annotation.Autowired;
import org.springframework.jdbc.core.simple.JdbcClient;
import org.springframework.transaction.annotation.Transactional;

/** Each test rolls back, and its tasks with it. */
@SampleTest
@Transactional
class OrderTest {

    @Autowired
    OrderService service;

    @Autowired
    OrderRepository orders;

    @Autowired
    TaskQueue queue;

    @Autowired
    TaskQueueTester tester;

    @Autowired
    JdbcClient jdbc;

    @Test
    void anOrderEnqueuesItsConfirmation() {
        Order order = service.place(request("ada@example.org", 0));

        OrderRef payload = tester.assertEnqueued(OrderTasks.SEND_CONFIRMATION, ref -> ref.orderId() == order.id());
        assertThat(payload.orderId()).isEqualTo(order.id());
        tester.assertNothingEnqueued(OrderTasks.SHIP_ORDER_NAME);
    }

    @Test
    void anOrderIsConfirmedAndThenShipped() {
        Order order = service.place(request("ada@example.org", 0));

        tester.drainSuccessfully();

        TaskInfo confirmation = tester.assertStatus(
                OrderTasks.SEND_CONFIRMATION_NAME, OrderTasks.key(order.id()), TaskStatus.SUCCEEDED);
        assertThat(confirmation.result()).contains("ada@example.org");
        TaskInfo shipment =
                tester.assertStatus(OrderTasks.SHIP_ORDER_NAME, OrderTasks.key(order.id()), TaskStatus.SUCCEEDED);
        assertThat(shipment.result()).contains(orders.trackingCode(order.id()).orElseThrow());
        assertThat(orders.find(order.id()).orElseThrow().status()).isEqualTo("shipped");
    }

    @Test
    void aConfirmationThatRunsTwiceSendsOneMail() {
        Order order = service.place(request("ada@example.org", 0));
        queue.enqueue(Task.of(OrderTasks.SEND_CONFIRMATION, new OrderRef(order.id())));

        tester.drainSuccessfully();

        assertThat(tester.tasks(OrderTasks.SEND_CONFIRMATION_NAME)).hasSize(2);
        assertThat(jdbc.sql("select count(*) from mail where order_id = ?")
                        .param(order.id())
                        .query(Integer.class)
                        .single())
                .isOne();
    }

    @Test
    void anAddressThatCannotReceiveMailCancelsTheConfirmation() {
        Order order = service.place(request("nobody@example.invalid", 0));

        tester.drain();

        TaskInfo task = tester.assertStatus(
                OrderTasks.SEND_CONFIRMATION_NAME, OrderTasks.key(order.id()), TaskStatus.CANCELLED);
        assertThat(task.cancelReason()).contains("nobody@example.invalid");
        tester.assertNothingEnqueued(OrderTasks.SHIP_ORDER_NAME);
    }

    @Test
    void aDelayedConfirmationWaits() {
        service.place(request("ada@example.org", 60));

        assertThat(tester.drain()).isZero();
        assertThat(tester.runDueIn(Duration.ofSeconds(61))).isPositive();
    }

    @Test
    void aConfirmationCanBeCancelledWhileItWaits() {
        Order order = service.place(request("ada@example.org", 60));

        assertThat(service.cancelConfirmation(order.id(), "changed my mind")).isTrue();

        TaskInfo task = tester.assertStatus(
                OrderTasks.SEND_CONFIRMATION_NAME, OrderTasks.key(order.id()), TaskStatus.CANCELLED);
        assertThat(task.cancelReason()).isEqualTo("changed my mind");
        assertThat(service.cancelConfirmation(order.id(), "again")).isFalse();
    }

    private static OrderRequest request(String email, int delaySeconds) {
        return new OrderRequest("Ada", email, "Teapot", 2, delaySeconds);
    }
}
