package io.pgqueue.autoconfigure;

import io.pgqueue.autoconfigure.handler.HandlerScan;
import io.pgqueue.engine.EngineSettings;
import java.util.Set;
import java.util.stream.Stream;
import org.springframework.beans.factory.config.ConfigurableListableBeanFactory;
import org.springframework.boot.context.properties.source.InvalidConfigurationPropertyValueException;
import org.springframework.util.unit.DataSize;

/** From properties and customizers to an engine's settings. */
final class SettingsFactory {

    private static final DataSize LARGEST_PAYLOAD = DataSize.ofMegabytes(256);

    private final PgQueueProperties properties;
    private final ConfigurableListableBeanFactory beanFactory;

    SettingsFactory(PgQueueProperties properties, ConfigurableListableBeanFactory beanFactory) {
        this.properties = properties;
        this.beanFactory = beanFactory;
    }

    EngineSettings create(Stream<PgQueueCustomizer> customizers) {
        KindOptionsReader options = new KindOptionsReader(beanFactory);
        Set<String> handled = properties.kinds().isEmpty() ? Set.of() : new HandlerScan(beanFactory).kinds();
        EngineSettings settings = withSchema(EngineSettings.standard())
                .withDefaults(options.read("pgqueue.defaults", properties.defaults()))
                .withKinds(new KindsReader(options).read(properties.kinds(), handled))
                .withMaxPayloadBytes(maxPayloadBytes())
                .withForeignTransactions(properties.enqueue().foreignTransaction())
                .withListen(properties.processing().listen())
                .withBackendCheck(properties.processing().backendCheck());
        return customizers.reduce(settings, (before, customizer) -> customizer.customize(before), (a, b) -> b);
    }

    private EngineSettings withSchema(EngineSettings settings) {
        try {
            return settings.withSchema(properties.schema());
        } catch (IllegalArgumentException e) {
            throw new InvalidConfigurationPropertyValueException(
                    "pgqueue.schema", properties.schema(), "must match [a-z_][a-z0-9_]{0,57}", e);
        }
    }

    private int maxPayloadBytes() {
        DataSize size = properties.enqueue().maxPayloadSize();
        if (size.toBytes() < 1 || size.compareTo(LARGEST_PAYLOAD) > 0) {
            throw new InvalidConfigurationPropertyValueException(
                    "pgqueue.enqueue.max-payload-size", size, "must be 1B to 256MB");
        }
        return (int) size.toBytes();
    }
}
