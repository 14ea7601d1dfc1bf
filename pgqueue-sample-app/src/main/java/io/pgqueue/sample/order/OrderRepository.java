package io.pgqueue.sample.order;

import java.util.List;
import java.util.Optional;
import org.springframework.jdbc.core.simple.JdbcClient;
import org.springframework.stereotype.Repository;

/** Orders, mails and shipments in the database. Each method joins the caller's transaction. */
@Repository
class OrderRepository {

    private static final String SELECT =
            "select id, customer, email, item, quantity, status, created_at from shop_order ";

    private final JdbcClient jdbc;

    OrderRepository(JdbcClient jdbc) {
        this.jdbc = jdbc;
    }

    Order insert(OrderRequest request) {
        return jdbc.sql("""
                        insert into shop_order (customer, email, item, quantity) values (?, ?, ?, ?)
                        returning id, customer, email, item, quantity, status, created_at
                        """)
                .params(request.customer(), request.email(), request.item(), request.quantity())
                .query(Order.class)
                .single();
    }

    Optional<Order> find(long id) {
        return jdbc.sql(SELECT + "where id = ?").param(id).query(Order.class).optional();
    }

    /** The newest first. */
    List<Order> newest(int limit) {
        return jdbc.sql(SELECT + "order by id desc limit ?")
                .param(limit)
                .query(Order.class)
                .list();
    }

    /** Moves an order on, unless it is there or further: a handler may run twice, and in any order. */
    void confirm(long id) {
        jdbc.sql("update shop_order set status = 'confirmed' where id = ? and status = 'received'")
                .param(id)
                .update();
    }

    void ship(long id, String trackingCode) {
        jdbc.sql("insert into shipment (order_id, tracking_code) values (?, ?)")
                .params(id, trackingCode)
                .update();
        jdbc.sql("update shop_order set status = 'shipped' where id = ?")
                .param(id)
                .update();
    }

    /** Takes money for an order; the constraint refuses more than the customer has. */
    void charge(long id, int amount) {
        jdbc.sql("insert into payment (order_id, amount) values (?, ?)")
                .params(id, amount)
                .update();
    }

    /** Records a mail; false if the order has one already. */
    boolean insertMail(long orderId, String recipient, String subject) {
        return jdbc.sql("insert into mail (order_id, recipient, subject) values (?, ?, ?) on conflict do nothing")
                        .params(orderId, recipient, subject)
                        .update()
                == 1;
    }

    Optional<String> trackingCode(long orderId) {
        return jdbc.sql("select tracking_code from shipment where order_id = ?")
                .param(orderId)
                .query(String.class)
                .optional();
    }
}
