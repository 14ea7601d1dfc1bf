package io.pgqueue.autoconfigure;

import io.pgqueue.RetryDelay;
import io.pgqueue.autoconfigure.OutboxProperties.Sink;
import io.pgqueue.autoconfigure.failure.SetupException;
import io.pgqueue.autoconfigure.outbox.ApplicationEventsSink;
import io.pgqueue.autoconfigure.outbox.LazySink;
import io.pgqueue.outbox.OutboxSettings;
import io.pgqueue.outbox.OutboxSink;
import java.util.Arrays;
import java.util.List;
import org.jspecify.annotations.Nullable;
import org.springframework.beans.factory.ListableBeanFactory;
import org.springframework.boot.context.properties.source.InvalidConfigurationPropertyValueException;
import org.springframework.context.ApplicationEventPublisher;

/** Chooses the sink of the outbox, and how it is used, by the properties and the beans that there are. */
final class OutboxSelection {

    static final String KAFKA_SINK = "pgQueueKafkaOutboxSink";

    private final OutboxProperties properties;
    private final ListableBeanFactory beanFactory;
    private final ApplicationEventPublisher publisher;

    OutboxSelection(OutboxProperties properties, ListableBeanFactory beanFactory, ApplicationEventPublisher publisher) {
        this.properties = properties;
        this.beanFactory = beanFactory;
        this.publisher = publisher;
    }

    /** The sink; null if this instance only publishes. */
    @Nullable
    OutboxSink sink() {
        Sink chosen = properties.sink();
        List<String> beans = Arrays.stream(beanFactory.getBeanNamesForType(OutboxSink.class, true, false))
                .filter(name -> !name.equals(KAFKA_SINK))
                .toList();
        if (chosen == null) {
            return beans.isEmpty() ? null : only(beans, "pgqueue.outbox.sink is not set");
        }
        return switch (chosen) {
            case NONE -> null;
            case KAFKA -> kafka();
            case APPLICATION_EVENTS -> new ApplicationEventsSink(publisher);
            case BEAN -> only(beans, "pgqueue.outbox.sink is 'bean'");
        };
    }

    OutboxSettings settings() {
        try {
            return new OutboxSettings(
                    properties.batchSize(),
                    properties.sentTtl(),
                    properties.maxAttempts(),
                    properties.retryDelay() == null
                            ? RetryDelay.standard()
                            : new RetryDelayReader(beanFactory)
                                    .read("pgqueue.outbox.retry-delay", properties.retryDelay()),
                    properties.pollInterval());
        } catch (IllegalArgumentException e) {
            throw new InvalidConfigurationPropertyValueException(
                    "pgqueue.outbox", properties, String.valueOf(e.getMessage()), e);
        }
    }

    private OutboxSink kafka() {
        if (!beanFactory.containsBean(KAFKA_SINK)) {
            throw new SetupException(
                    "pgqueue.outbox.sink is 'kafka', but spring-kafka is not on the classpath.",
                    "Add spring-boot-starter-kafka, or choose another sink.");
        }
        return lazy(KAFKA_SINK);
    }

    private OutboxSink only(List<String> beans, String setting) {
        if (beans.isEmpty()) {
            throw new SetupException(
                    setting + ", but there is no bean of type OutboxSink.", "Define one, or choose another sink.");
        }
        if (beans.size() > 1) {
            throw new SetupException(
                    setting + ", and there are several beans of type OutboxSink: " + String.join(", ", beans) + ".",
                    "Define one that sends to the others, or set pgqueue.outbox.sink to none, kafka or"
                            + " application-events.");
        }
        return lazy(beans.get(0));
    }

    private OutboxSink lazy(String bean) {
        return new LazySink(() -> beanFactory.getBean(bean, OutboxSink.class));
    }
}
