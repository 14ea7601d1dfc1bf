package io.pgqueue.autoconfigure.outbox;

import static org.assertj.core.api.Assertions.assertThat;

import com.zaxxer.hikari.HikariDataSource;
import io.pgqueue.autoconfigure.PgQueueRunner;
import io.pgqueue.engine.PgQueueEngine;
import io.pgqueue.outbox.Outbox;
import io.pgqueue.outbox.OutboxEvent;
import io.pgqueue.testsupport.TestDatabase;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.concurrent.Callable;
import java.util.stream.IntStream;
import javax.sql.DataSource;
import kafka.server.BrokerServer;
import org.apache.kafka.clients.consumer.Consumer;
import org.apache.kafka.clients.consumer.ConsumerConfig;
import org.apache.kafka.clients.consumer.ConsumerRecord;
import org.apache.kafka.common.serialization.StringDeserializer;
import org.awaitility.Awaitility;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.springframework.boot.autoconfigure.AutoConfigurations;
import org.springframework.boot.kafka.autoconfigure.KafkaAutoConfiguration;
import org.springframework.boot.test.context.runner.ApplicationContextRunner;
import org.springframework.context.ApplicationContext;
import org.springframework.jdbc.core.JdbcTemplate;
import org.springframework.kafka.core.DefaultKafkaConsumerFactory;
import org.springframework.kafka.test.EmbeddedKafkaKraftBroker;
import org.springframework.kafka.test.utils.KafkaTestUtils;
import org.springframework.transaction.PlatformTransactionManager;
import org.springframework.transaction.support.TransactionTemplate;

/** Events on a real broker in this process, as a consumer sees them. */
@Tag("database")
class KafkaOutboxTest {

    private static final Duration PATIENCE = Duration.ofMinutes(3);
    private static final String TOPIC = "order-events";

    private static EmbeddedKafkaKraftBroker broker;

    private final TestDatabase database = TestDatabase.withSchema();
    private final JdbcTemplate jdbc = new JdbcTemplate(database.dataSource());
    private Consumer<String, String> consumer;

    @BeforeAll
    static void startBroker() {
        broker = new EmbeddedKafkaKraftBroker(1, 4, TOPIC);
        // the log of transactions would wait for three brokers
        broker.brokerProperty("transaction.state.log.replication.factor", "1");
        broker.brokerProperty("transaction.state.log.min.isr", "1");
        broker.brokerProperty("auto.create.topics.enable", "false");
        broker.afterPropertiesSet();
    }

    @AfterAll
    static void stopBroker() {
        broker.destroy();
    }

    @BeforeEach
    void listen() {
        Map<String, Object> properties = KafkaTestUtils.consumerProps(broker, database.name(), false);
        properties.put(ConsumerConfig.ISOLATION_LEVEL_CONFIG, "read_committed");
        consumer = new DefaultKafkaConsumerFactory<>(properties, new StringDeserializer(), new StringDeserializer())
                .createConsumer();
        broker.consumeFromAnEmbeddedTopic(consumer, true, TOPIC);
    }

    @AfterEach
    void close() {
        consumer.close();
        database.close();
    }

    @Test
    void anEventIsKeyedByItsAggregateAndKnownByItsId() {
        application().run(context -> {
            long id = publish(
                            context,
                            List.of(OutboxEvent.of("order", "17", "order-placed", Map.of("item", "Teapot"))
                                    .withHeader("tenant", "a")))
                    .get(0);

            ConsumerRecord<String, String> record = KafkaTestUtils.getSingleRecord(consumer, TOPIC, PATIENCE);

            assertThat(record.key()).isEqualTo("17");
            assertThat(record.value()).isEqualTo("{\"item\": \"Teapot\"}");
            assertThat(header(record, "event-id")).isEqualTo(String.valueOf(id));
            assertThat(header(record, "event-type")).isEqualTo("order-placed");
            assertThat(header(record, "aggregate-type")).isEqualTo("order");
            assertThat(header(record, "tenant")).isEqualTo("a");
        });
    }

    @Test
    void anEventThatIsTooLargeForTheBrokerBlocksItsAggregateAlone() {
        application()
                .withPropertyValues(
                        "pgqueue.outbox.max-attempts=1", "spring.kafka.producer.properties.max.request.size=100000")
                .run(context -> {
                    List<Long> ids = publish(
                            context,
                            List.of(
                                    OutboxEvent.of("order", "1", "order-placed", "x".repeat(200_000)),
                                    OutboxEvent.of("order", "1", "order-shipped", "small"),
                                    OutboxEvent.of("order", "2", "order-placed", "small")));

                    await(() -> givenUp().equals(ids.subList(0, 1)));
                    ConsumerRecord<String, String> record = KafkaTestUtils.getSingleRecord(consumer, TOPIC, PATIENCE);
                    assertThat(header(record, "event-id")).isEqualTo(String.valueOf(ids.get(2)));
                });
    }

    @Test
    void aBatchIsOneTransactionWhereTheTemplateIsTransactional() {
        application()
                .withPropertyValues("spring.kafka.producer.transaction-id-prefix=outbox-")
                .run(context -> {
                    List<Long> ids = publish(
                            context,
                            IntStream.range(0, 100).mapToObj(i -> event(i % 5)).toList());

                    Received received = new Received();
                    await(() -> received.poll(consumer).ids.size() == ids.size());
                    received.assertOrderPerAggregate();
                });
    }

    /** Each event has a single attempt, so one that paid for another's failure would be given up. */
    @Test
    void whatIsRefusedInATransactionBlocksItsAggregateAlone() {
        application()
                .withPropertyValues(
                        "spring.kafka.producer.transaction-id-prefix=outbox-",
                        "spring.kafka.producer.properties.max.request.size=100000",
                        "pgqueue.outbox.max-attempts=1")
                .run(context -> {
                    List<OutboxEvent> events = new ArrayList<>(
                            IntStream.range(0, 100).mapToObj(i -> event(i % 10)).toList());
                    events.set(33, OutboxEvent.of("order", "3", "order-placed", "x".repeat(200_000)));
                    events.add(OutboxEvent.of("nowhere", "1", "there-is-no-such-topic", null));
                    events.add(OutboxEvent.of("no name", "1", "there-can-be-no-such-topic", null));
                    List<Long> ids = publish(context, events);

                    await(() -> givenUp().size() == 3);
                    Received received = new Received();
                    await(() -> received.poll(consumer).ids.size() == 93);

                    assertThat(givenUp()).containsExactlyInAnyOrder(ids.get(33), ids.get(100), ids.get(101));
                    assertThat(jdbc.queryForObject("select count(*) from pgqueue.outbox_block", Long.class))
                            .isEqualTo(3);
                    assertThat(received.records).isEqualTo(93);
                    assertThat(received.byAggregate.get("3")).containsExactly(ids.get(3), ids.get(13), ids.get(23));
                    received.assertOrderPerAggregate();
                });
    }

    /** The broker goes and comes back, and the instance that sends dies, while others publish and stand by. */
    @Test
    @Tag("slow")
    void fiftyThousandEventsArriveInOrderThroughAnOutageAndADeath() {
        inAHurry().run(first -> {
            await(() -> relays(first));
            inAHurry().run(second -> {
                Set<Long> published = new HashSet<>(publishRound(second, 15_000));
                BrokerServer server = broker.getCluster().brokers().get(0);
                server.shutdown();
                server.awaitShutdown();
                published.addAll(publishRound(second, 10_000));
                await(() -> first.getBean(PgQueueEngine.class).outboxState().sinkError() != null);
                server.startup();
                published.addAll(publishRound(second, 10_000));
                await(() -> first.getBean(PgQueueEngine.class).outboxState().sinkError() == null);

                // to the database, and to the other one, it is dead: it records and prolongs nothing any more
                first.getBean(DataSource.class).unwrap(HikariDataSource.class).close();
                long diedAt = System.nanoTime();
                published.addAll(publishRound(second, 15_000));
                await(() -> relays(second));
                assertThat(Duration.ofNanos(System.nanoTime() - diedAt)).isLessThan(Duration.ofSeconds(40));

                Received received = new Received();
                await(() -> received.poll(consumer).ids.size() >= published.size());
                assertThat(received.ids).isEqualTo(published).hasSize(50_000);
                received.assertOrderPerAggregate();
                await(() -> jdbc.queryForObject("select count(*) from pgqueue.outbox", Long.class) == 0);
                assertThat(jdbc.queryForObject("select count(*) from pgqueue.outbox_sent", Long.class))
                        .isEqualTo(50_000);
            });
        });
    }

    private List<Long> givenUp() {
        return jdbc.queryForList(
                "select event_id from pgqueue.outbox_block where next_attempt_at = 'infinity'", Long.class);
    }

    private ApplicationContextRunner application() {
        return PgQueueRunner.on(database)
                .withConfiguration(AutoConfigurations.of(KafkaAutoConfiguration.class))
                .withPropertyValues(
                        "pgqueue.outbox.sink=kafka",
                        "pgqueue.outbox.retry-delay=10ms",
                        "spring.kafka.bootstrap-servers=" + broker.getBrokersAsString(),
                        "spring.kafka.producer.properties.max.block.ms=10000",
                        "spring.kafka.producer.properties.reconnect.backoff.max.ms=500");
    }

    /** One that notices soon that the broker is away. */
    private ApplicationContextRunner inAHurry() {
        return application()
                .withPropertyValues(
                        "spring.kafka.producer.properties.max.block.ms=2000",
                        "spring.kafka.producer.properties.request.timeout.ms=2000",
                        "spring.kafka.producer.properties.delivery.timeout.ms=4000");
    }

    private static boolean relays(ApplicationContext context) {
        return context.getBean(PgQueueEngine.class).outboxState().relaying();
    }

    private static List<Long> publishRound(ApplicationContext context, int events) {
        List<Long> ids = new ArrayList<>();
        for (int i = 0; i < events; i += 500) {
            int from = i;
            ids.addAll(publish(
                    context,
                    IntStream.range(from, from + 500)
                            .mapToObj(n -> event(n % 1_000))
                            .toList()));
        }
        return ids;
    }

    private static OutboxEvent event(int aggregate) {
        return OutboxEvent.of("order", String.valueOf(aggregate), "order-placed", Map.of("number", aggregate));
    }

    private static List<Long> publish(ApplicationContext context, List<OutboxEvent> events) {
        return new TransactionTemplate(context.getBean("transactionManager", PlatformTransactionManager.class))
                .execute(status -> context.getBean(Outbox.class).publishAll(events));
    }

    private static void await(Callable<Boolean> condition) {
        Awaitility.await().atMost(PATIENCE).pollInterval(Duration.ofMillis(20)).until(condition);
    }

    private static String header(ConsumerRecord<String, String> record, String name) {
        return new String(record.headers().lastHeader(name).value(), StandardCharsets.UTF_8);
    }

    /** What a consumer has that keeps the first of each id, as receivers do that want each event once. */
    private static final class Received {
        private final Set<Long> ids = new HashSet<>();
        private final Map<String, List<Long>> byAggregate = new HashMap<>();
        private int records;

        private Received poll(Consumer<String, String> consumer) {
            for (ConsumerRecord<String, String> record : consumer.poll(Duration.ofMillis(100))) {
                records++;
                long id = Long.parseLong(header(record, "event-id"));
                if (ids.add(id)) {
                    byAggregate
                            .computeIfAbsent(record.key(), key -> new ArrayList<>())
                            .add(id);
                }
            }
            return this;
        }

        private void assertOrderPerAggregate() {
            assertThat(byAggregate).isNotEmpty();
            byAggregate.forEach((aggregate, sent) ->
                    assertThat(sent).as("aggregate %s", aggregate).isSorted());
        }
    }
}
