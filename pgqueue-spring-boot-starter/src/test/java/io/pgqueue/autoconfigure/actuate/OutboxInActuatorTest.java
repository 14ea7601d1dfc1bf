package io.pgqueue.autoconfigure.actuate;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import io.pgqueue.autoconfigure.PgQueueRunner;
import io.pgqueue.autoconfigure.actuate.OutboxDescriptor.CountsDescriptor;
import io.pgqueue.autoconfigure.actuate.OutboxDescriptor.RelayDescriptor;
import io.pgqueue.outbox.Outbox;
import io.pgqueue.outbox.OutboxEvent;
import io.pgqueue.outbox.OutboxMessage;
import io.pgqueue.outbox.OutboxSink;
import io.pgqueue.outbox.SinkUnavailableException;
import io.pgqueue.testsupport.TestDatabase;
import java.util.List;
import java.util.stream.Stream;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.springframework.boot.autoconfigure.AutoConfigurations;
import org.springframework.boot.health.contributor.Health;
import org.springframework.boot.health.contributor.Status;
import org.springframework.boot.test.context.runner.ApplicationContextRunner;
import org.springframework.context.ApplicationContext;
import org.springframework.jdbc.core.JdbcTemplate;
import org.springframework.transaction.PlatformTransactionManager;
import org.springframework.transaction.support.TransactionTemplate;

/** What the endpoint and health say of an outbox that is used. */
@Tag("database")
class OutboxInActuatorTest {

    private final TestDatabase database = TestDatabase.withSchema();
    private final Sink sink = new Sink();

    @AfterEach
    void close() {
        database.close();
    }

    @Test
    void aRelayThatSendsIsShown() {
        application().withBean(OutboxSink.class, () -> sink).run(context -> {
            publish(context, "1", "2");

            await().until(() -> relay(context).sent() == 2);
            assertThat(relay(context)).isEqualTo(new RelayDescriptor(true, 2, null, null));
            assertThat(health(context).getDetails()).containsEntry("outbox", "sending");
        });
    }

    @Test
    void aSinkThatIsAwayIsShownAndHealthStaysUp() {
        sink.problem = new SinkUnavailableException("the broker is away", null);
        application().withBean(OutboxSink.class, () -> sink).run(context -> {
            publish(context, "1");

            await().until(() -> relay(context).sinkError() != null);
            assertThat(relay(context).sinkError()).contains("the broker is away");
            assertThat(health(context).getStatus()).isEqualTo(Status.UP);
            assertThat(health(context).getDetails().get("outbox"))
                    .asString()
                    .startsWith("sink unavailable: ")
                    .contains("the broker is away");
        });
    }

    @Test
    void countsOfTheClusterAreShownWithoutASinkToo() {
        application().run(context -> {
            publish(context, "1", "1", "2");
            new JdbcTemplate(database.dataSource()).execute("""
                            with block as (insert into pgqueue.outbox_block (aggregate_type, aggregate_id, event_id, attempts,
                                                                             next_attempt_at)
                                           select 'order', '1', min(id), 3, 'infinity' from pgqueue.outbox)
                            update pgqueue.outbox set parked = true where aggregate_id = '1'""");
            await().until(() -> sampled(context) && counts(context).parked() == 2);

            assertThat(outbox(context).relay()).isNull();
            assertThat(counts(context)).satisfies(counts -> {
                assertThat(counts.unsent()).isEqualTo(3);
                assertThat(counts.blocked()).isOne();
                assertThat(counts.givenUp()).isOne();
                assertThat(counts.oldestUnsent()).isBefore(counts.sampledAt());
            });
        });
    }

    @Test
    void anOutboxThatIsNotUsedIsNotShown() {
        application().run(context -> {
            assertThat(outbox(context)).isNull();
            assertThat(health(context).getDetails()).doesNotContainKey("outbox");
        });
    }

    private ApplicationContextRunner application() {
        return PgQueueRunner.on(database)
                .withConfiguration(AutoConfigurations.of(
                        PgQueueHealthContributorAutoConfiguration.class, PgQueueEndpointAutoConfiguration.class))
                .withPropertyValues("management.endpoints.web.exposure.include=pgqueue");
    }

    private static void publish(ApplicationContext context, String... aggregateIds) {
        List<OutboxEvent> events = Stream.of(aggregateIds)
                .map(id -> OutboxEvent.of("order", id, "order-placed", null))
                .toList();
        new TransactionTemplate(context.getBean(PlatformTransactionManager.class))
                .executeWithoutResult(status -> context.getBean(Outbox.class).publishAll(events));
    }

    /** What happens every few seconds anyhow, at once; whether there are counts then. */
    private boolean sampled(ApplicationContext context) {
        new JdbcTemplate(database.dataSource()).queryForObject("select pgqueue.sample_counts('0 s')", Boolean.class);
        return outbox(context) != null;
    }

    private static OutboxDescriptor outbox(ApplicationContext context) {
        return context.getBean(PgQueueEndpoint.class).queue().outbox();
    }

    private static RelayDescriptor relay(ApplicationContext context) {
        return outbox(context).relay();
    }

    private static CountsDescriptor counts(ApplicationContext context) {
        return outbox(context).counts();
    }

    private static Health health(ApplicationContext context) {
        return context.getBean(PgQueueHealthIndicator.class).health();
    }

    private static final class Sink implements OutboxSink {
        private volatile SinkUnavailableException problem;

        @Override
        public void send(OutboxMessage message) {
            if (problem != null) {
                throw problem;
            }
        }
    }
}
