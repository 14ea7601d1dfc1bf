package io.pgqueue.sample.outbox;

import io.pgqueue.outbox.OutboxMessage;
import io.pgqueue.outbox.OutboxSink;
import java.time.Instant;
import java.util.List;
import org.springframework.jdbc.core.simple.JdbcClient;
import org.springframework.stereotype.Component;

/**
 * Where the events of the shop arrive, in the place of a broker or another system. It knows what it has by the event's
 * id, and refuses cursed items.
 */
@Component
class Warehouse implements OutboxSink {

    private static final String REFUSED = "Cursed";

    private final JdbcClient jdbc;

    Warehouse(JdbcClient jdbc) {
        this.jdbc = jdbc;
    }

    @Override
    public void send(OutboxMessage message) {
        String item = message.headers().getOrDefault("item", "");
        if (item.startsWith(REFUSED)) {
            throw new IllegalArgumentException("the warehouse takes no '" + item + "'");
        }
        jdbc.sql("""
                        insert into arrived_event (event_id, order_id, event_type, payload)
                        values (:id, :order, :type, :payload::jsonb) on conflict do nothing""")
                .param("id", message.id())
                .param("order", Long.parseLong(message.aggregateId()))
                .param("type", message.eventType())
                .param("payload", message.payload())
                .update();
    }

    /** What arrived last. */
    List<Arrived> last(int limit) {
        return jdbc.sql("""
                        select event_id, order_id, event_type, payload::text as payload, arrived_at
                        from arrived_event order by arrived_at desc, event_id desc limit :limit""").param("limit", limit).query(Arrived.class).list();
    }

    /** An event that arrived. */
    record Arrived(long eventId, long orderId, String eventType, String payload, Instant arrivedAt) {}
}
