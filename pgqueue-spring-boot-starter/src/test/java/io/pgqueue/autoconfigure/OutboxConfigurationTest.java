package io.pgqueue.autoconfigure;

import static org.assertj.core.api.Assertions.assertThat;

import io.pgqueue.engine.PgQueueEngine;
import io.pgqueue.outbox.Outbox;
import io.pgqueue.outbox.OutboxAdmin;
import io.pgqueue.outbox.OutboxEvent;
import io.pgqueue.outbox.OutboxMessage;
import io.pgqueue.outbox.OutboxSink;
import io.pgqueue.testsupport.TestDatabase;
import java.util.List;
import java.util.concurrent.CopyOnWriteArrayList;
import org.awaitility.Awaitility;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.springframework.boot.test.context.FilteredClassLoader;
import org.springframework.boot.test.context.assertj.AssertableApplicationContext;
import org.springframework.boot.test.context.runner.ApplicationContextRunner;
import org.springframework.context.event.EventListener;
import org.springframework.transaction.PlatformTransactionManager;
import org.springframework.transaction.support.TransactionTemplate;

/** Which sink an application gets. */
@Tag("database")
class OutboxConfigurationTest {

    private static TestDatabase database;

    @BeforeAll
    static void createDatabase() {
        database = TestDatabase.withSchema();
    }

    @AfterAll
    static void closeDatabase() {
        database.close();
    }

    @Test
    void anApplicationOnlyPublishesByDefault() {
        application().run(context -> {
            assertThat(context).hasSingleBean(Outbox.class).hasSingleBean(OutboxAdmin.class);
            assertThat(context.getBean(PgQueueEngine.class).outboxState()).isNull();
        });
    }

    @Test
    void theOneSinkBeanIsTakenByItself() {
        Listener arrived = new Listener();
        application().withBean(OutboxSink.class, () -> arrived::on).run(context -> assertArrives(context, arrived));
    }

    @Test
    void aSinkBeanMayPublishItself() {
        application()
                .withBean("sink", OutboxSink.class, () -> message -> {})
                .withBean(UsesOutbox.class)
                .run(context -> assertThat(context).hasNotFailed().hasSingleBean(UsesOutbox.class));
    }

    @Test
    void aSinkBeanIsNotTakenWhereThereIsToBeNone() {
        application()
                .withBean(OutboxSink.class, () -> message -> {})
                .withPropertyValues("pgqueue.outbox.sink=none")
                .run(context -> assertThat(context.getBean(PgQueueEngine.class).outboxState())
                        .isNull());
    }

    @Test
    void applicationEventsReachTheListenersAsMessages() {
        application()
                .withBean(Listener.class)
                .withPropertyValues("pgqueue.outbox.sink=application-events")
                .run(context -> {
                    publish(context, "order-shipped");
                    Listener listener = context.getBean(Listener.class);
                    assertArrives(context, listener);
                    assertThat(listener.arrived)
                            .extracting(OutboxMessage::eventType)
                            .containsOnly("order-placed");
                });
    }

    @Test
    void whatAListenerThrowsIsTheFailureOfTheEvent() {
        application()
                .withBean(Refusing.class)
                .withPropertyValues("pgqueue.outbox.sink=application-events", "pgqueue.outbox.max-attempts=1")
                .run(context -> {
                    long id = publish(context);
                    OutboxAdmin admin = context.getBean(OutboxAdmin.class);
                    Awaitility.await().until(() -> !admin.blocked(10).isEmpty());
                    assertThat(admin.blocked(10)).singleElement().satisfies(blocked -> {
                        assertThat(blocked.eventId()).isEqualTo(id);
                        assertThat(blocked.nextAttemptAt()).isNull();
                        assertThat(blocked.errors().get(0).message()).isEqualTo("refused");
                    });
                    assertThat(admin.skip(id, "test", "it is refused")).isTrue();
                });
    }

    @Test
    void severalSinkBeansAreNotChosenFrom() {
        ApplicationContextRunner several = application()
                .withBean("first", OutboxSink.class, () -> message -> {})
                .withBean("second", OutboxSink.class, () -> message -> {});

        several.run(context -> assertFailure(context, "several beans of type OutboxSink: first, second"));
        several.withPropertyValues("pgqueue.outbox.sink=bean")
                .run(context -> assertFailure(context, "several beans of type OutboxSink: first, second"));
    }

    @Test
    void aSinkBeanThatIsAskedForHasToBeThere() {
        application()
                .withPropertyValues("pgqueue.outbox.sink=bean")
                .run(context -> assertFailure(context, "no bean of type OutboxSink"));
    }

    @Test
    void kafkaNeedsSpringKafka() {
        application()
                .withPropertyValues("pgqueue.outbox.sink=kafka")
                .withClassLoader(new FilteredClassLoader("org.springframework.kafka", "org.apache.kafka"))
                .run(context -> assertFailure(context, "spring-kafka is not on the classpath"));
    }

    @Test
    void kafkaNeedsATemplate() {
        application()
                .withPropertyValues("pgqueue.outbox.sink=kafka")
                .run(context -> assertFailure(context, "no single or primary KafkaTemplate"));
    }

    @Test
    void everythingElseWorksWithoutSpringKafka() {
        application()
                .withClassLoader(new FilteredClassLoader("org.springframework.kafka", "org.apache.kafka"))
                .run(context -> assertThat(context).hasNotFailed().hasSingleBean(Outbox.class));
    }

    @Test
    void aValueOutOfRangeIsNamed() {
        application()
                .withPropertyValues("pgqueue.outbox.batch-size=0")
                .run(context -> assertFailure(context, "batchSize of the outbox is 0, but must be 1 to 10000"));
    }

    @Test
    void aDisabledQueueHasNoOutbox() {
        application()
                .withPropertyValues("pgqueue.enabled=false")
                .run(context -> assertThat(context).doesNotHaveBean(Outbox.class));
    }

    private static ApplicationContextRunner application() {
        return PgQueueRunner.on(database);
    }

    private static void assertArrives(AssertableApplicationContext context, Listener listener) {
        long id = publish(context);
        Awaitility.await().until(() -> listener.arrived.stream().anyMatch(message -> message.id() == id));
    }

    private static long publish(AssertableApplicationContext context) {
        return publish(context, "order-placed");
    }

    private static long publish(AssertableApplicationContext context, String eventType) {
        return new TransactionTemplate(context.getBean(PlatformTransactionManager.class))
                .execute(
                        status -> context.getBean(Outbox.class).publish(OutboxEvent.of("order", "1", eventType, null)));
    }

    private static void assertFailure(AssertableApplicationContext context, String message) {
        assertThat(context).hasFailed();
        assertThat(context.getStartupFailure()).hasStackTraceContaining(message);
    }

    static final class Listener {
        private final List<OutboxMessage> arrived = new CopyOnWriteArrayList<>();

        @EventListener(condition = "#message.eventType() == 'order-placed'")
        public void on(OutboxMessage message) {
            arrived.add(message);
        }
    }

    static final class Refusing {
        @EventListener
        public void on(OutboxMessage message) {
            throw new IllegalStateException("refused");
        }
    }

    /** Closes the circle: a bean that the sink might need. */
    record UsesOutbox(Outbox outbox, OutboxSink sink) {}
}
