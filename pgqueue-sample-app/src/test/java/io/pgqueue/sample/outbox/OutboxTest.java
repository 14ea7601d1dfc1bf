package io.pgqueue.sample.outbox;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import io.pgqueue.outbox.OutboxAdmin;
import io.pgqueue.outbox.OutboxEventInfo.State;
import io.pgqueue.sample.outbox.Warehouse.Arrived;
import io.pgqueue.sample.support.TestDatabaseInitializer;
import java.time.Duration;
import java.util.Comparator;
import java.util.List;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.springframework.beans.factory.annotation.Autowired;
import org.springframework.boot.test.context.SpringBootTest;
import org.springframework.boot.webmvc.test.autoconfigure.AutoConfigureMockMvc;
import org.springframework.http.HttpStatus;
import org.springframework.http.MediaType;
import org.springframework.jdbc.core.simple.JdbcClient;
import org.springframework.test.context.ContextConfiguration;
import org.springframework.test.web.servlet.assertj.MockMvcTester;

/** Orders that are told of, with the relay at work. */
@Tag("database")
@SpringBootTest
@AutoConfigureMockMvc
@ContextConfiguration(initializers = TestDatabaseInitializer.class)
class OutboxTest {

    private static final Duration PATIENCE = Duration.ofSeconds(60);

    @Autowired
    MockMvcTester mvc;

    @Autowired
    Warehouse warehouse;

    @Autowired
    OutboxAdmin admin;

    @Autowired
    JdbcClient jdbc;

    @Test
    void anOrderIsToldOfFromItsPlacingToItsShipment() {
        long order = place("Teapot");

        await().atMost(PATIENCE)
                .untilAsserted(() -> assertThat(typesOf(order)).containsExactly("order-placed", "order-shipped"));
        assertThat(mvc.get().uri("/api/outbox/arrived?limit=100"))
                .hasStatusOk()
                .bodyText()
                .contains("\"orderId\":" + order);
    }

    @Test
    void anOrderThatIsRolledBackIsNeverToldOf() {
        assertThat(mvc.post()
                        .uri("/api/orders/unpayable")
                        .contentType(MediaType.APPLICATION_JSON)
                        .content(body("Rolled back")))
                .hasStatus(HttpStatus.CONFLICT);
        long next = place("Committed");
        await().atMost(PATIENCE).until(() -> !typesOf(next).isEmpty());

        assertThat(eventsOf("Committed")).isPositive();
        assertThat(eventsOf("Rolled back")).isZero();
    }

    @Test
    void anEventThatTheWarehouseRefusesIsShownAndCanBeResentOrSkipped() {
        long order = place("Cursed teapot");
        long event = await().atMost(PATIENCE).until(() -> blockedOf(order), id -> id != 0);
        assertThat(mvc.get().uri("/api/outbox/blocked"))
                .hasStatusOk()
                .bodyText()
                .contains("the warehouse takes no 'Cursed teapot'");

        assertThat(mvc.post().uri("/api/outbox/" + event + "/resend")).hasStatus(HttpStatus.NO_CONTENT);
        await().atMost(PATIENCE).until(() -> blockedOf(order) == event);
        assertThat(mvc.post().uri("/api/outbox/" + event + "/skip?reason=cursed"))
                .hasStatus(HttpStatus.NO_CONTENT);

        assertThat(admin.find(event).orElseThrow()).satisfies(skipped -> {
            assertThat(skipped.state()).isEqualTo(State.SKIPPED);
            assertThat(skipped.skipReason()).isEqualTo("cursed");
        });
        assertThat(mvc.post().uri("/api/outbox/" + event + "/skip")).hasStatus(HttpStatus.NOT_FOUND);
    }

    private List<String> typesOf(long order) {
        return warehouse.last(100).stream()
                .filter(arrived -> arrived.orderId() == order)
                .sorted(Comparator.comparing(Arrived::eventId))
                .map(Arrived::eventType)
                .toList();
    }

    /** Whether they are yet to be sent or were. */
    private long eventsOf(String item) {
        return jdbc.sql("""
                        select count(*)
                        from (select headers from pgqueue.outbox union all select headers from pgqueue.outbox_sent) e
                        where headers->>'item' = ?""").param(item).query(Long.class).single();
    }

    /** The event that blocks an order; 0 if none does. */
    private long blockedOf(long order) {
        return admin.blocked(100).stream()
                .filter(blocked -> blocked.aggregateId().equals(String.valueOf(order)))
                .findFirst()
                .map(blocked -> blocked.eventId())
                .orElse(0L);
    }

    private long place(String item) {
        assertThat(mvc.post()
                        .uri("/api/orders")
                        .contentType(MediaType.APPLICATION_JSON)
                        .content(body(item)))
                .hasStatus(HttpStatus.CREATED);
        return jdbc.sql("select max(id) from shop_order where item = ?")
                .param(item)
                .query(Long.class)
                .single();
    }

    private static String body(String item) {
        return "{\"customer\":\"Ada\",\"email\":\"ada@example.org\",\"item\":\"%s\",\"quantity\":2}".formatted(item);
    }
}
