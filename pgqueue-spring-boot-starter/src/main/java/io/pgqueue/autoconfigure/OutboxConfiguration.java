package io.pgqueue.autoconfigure;

import io.pgqueue.autoconfigure.failure.SetupException;
import io.pgqueue.autoconfigure.outbox.KafkaOutboxSink;
import io.pgqueue.engine.QueueEngine;
import io.pgqueue.outbox.Outbox;
import io.pgqueue.outbox.OutboxAdmin;
import org.springframework.beans.factory.ObjectProvider;
import org.springframework.beans.factory.config.ConfigurableListableBeanFactory;
import org.springframework.boot.autoconfigure.condition.ConditionalOnClass;
import org.springframework.boot.autoconfigure.condition.ConditionalOnMissingBean;
import org.springframework.boot.autoconfigure.condition.ConditionalOnProperty;
import org.springframework.context.ApplicationEventPublisher;
import org.springframework.context.annotation.Bean;
import org.springframework.context.annotation.Configuration;
import org.springframework.kafka.core.KafkaTemplate;

/** The outbox for publishers and operators, and where it sends to. */
@Configuration(proxyBeanMethods = false)
class OutboxConfiguration {

    @Bean
    @ConditionalOnMissingBean
    Outbox outbox(QueueEngine engine) {
        return engine.outbox();
    }

    @Bean
    @ConditionalOnMissingBean
    OutboxAdmin outboxAdmin(QueueEngine engine) {
        return engine.outboxAdmin();
    }

    @Bean
    @ConditionalOnMissingBean
    OutboxSelection outboxSelection(
            PgQueueProperties properties,
            ConfigurableListableBeanFactory beanFactory,
            ApplicationEventPublisher publisher) {
        return new OutboxSelection(properties.outbox(), beanFactory, publisher);
    }

    /** Only where it is asked for: that Kafka is there does not say that events are for it. */
    @Configuration(proxyBeanMethods = false)
    @ConditionalOnClass(KafkaTemplate.class)
    @ConditionalOnProperty(name = "pgqueue.outbox.sink", havingValue = "kafka")
    static class Kafka {

        @Bean(OutboxSelection.KAFKA_SINK)
        @ConditionalOnMissingBean(name = OutboxSelection.KAFKA_SINK)
        @SuppressWarnings("unchecked") // what it serializes is up to its configuration
        KafkaOutboxSink pgQueueKafkaOutboxSink(
                ObjectProvider<KafkaTemplate<?, ?>> templates, PgQueueProperties properties) {
            KafkaTemplate<?, ?> template = templates.getIfUnique();
            if (template == null) {
                throw new SetupException(
                        "pgqueue.outbox.sink is 'kafka', but there is no single or primary KafkaTemplate.",
                        "Set spring.kafka.bootstrap-servers, or define a KafkaTemplate.");
            }
            return new KafkaOutboxSink(
                    (KafkaTemplate<String, String>) template,
                    properties.outbox().kafka().topic());
        }
    }
}
