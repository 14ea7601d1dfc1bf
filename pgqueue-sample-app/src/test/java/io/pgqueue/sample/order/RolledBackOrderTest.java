package io.pgqueue.sample.order;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.catchThrowableOfType;

import io.pgqueue.TaskAdmin;
import io.pgqueue.TaskInfo;
import io.pgqueue.TaskQueue;
import io.pgqueue.TaskStatus;
import io.pgqueue.sample.support.SampleTest;
import io.pgqueue.test.TaskQueueTester;
import org.junit.jupiter.api.Test;
import org.springframework.beans.factory.annotation.Autowired;
import org.springframework.jdbc.core.simple.JdbcClient;
import org.springframework.test.annotation.DirtiesContext;

/** Without a transaction of the test's, so that those of the application really roll back. */
@SampleTest
@DirtiesContext // what it commits is none of the other tests' business
class RolledBackOrderTest {

    @Autowired
    OrderService service;

    @Autowired
    OrderRepository orders;

    @Autowired
    TaskQueue queue;

    @Autowired
    TaskAdmin admin;

    @Autowired
    TaskQueueTester tester;

    @Autowired
    JdbcClient jdbc;

    @Test
    void anOrderThatCannotBePaidLeavesNeitherOrderNorTask() {
        OrderRequest request = new OrderRequest("Ada", "ada@example.org", "Teapot", 2, null);

        PaymentRefusedException refused =
                catchThrowableOfType(PaymentRefusedException.class, () -> service.placeUnpayable(request));

        assertThat(refused.taskId()).isPositive();
        assertThat(admin.find(refused.taskId())).isEmpty();
        assertThat(queue.find(OrderTasks.SEND_CONFIRMATION_NAME, OrderTasks.key(refused.orderId())))
                .isEmpty();
        assertThat(orders.find(refused.orderId())).isEmpty();
    }

    @Test
    void aShipmentThatFailsLeavesNothingBehind() {
        Order order = service.place(new OrderRequest("Ada", "ada@example.org", "Teapot", 2, null));
        jdbc.sql("insert into shipment (order_id, tracking_code) values (?, 'by hand')")
                .param(order.id())
                .update();

        tester.drain();

        TaskInfo task =
                tester.assertStatus(OrderTasks.SHIP_ORDER_NAME, OrderTasks.key(order.id()), TaskStatus.MUST_RETRY);
        assertThat(task.errors()).hasSize(1);
        assertThat(orders.find(order.id()).orElseThrow().status()).isEqualTo("confirmed");
    }
}
