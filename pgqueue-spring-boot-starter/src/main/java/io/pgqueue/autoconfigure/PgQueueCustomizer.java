package io.pgqueue.autoconfigure;

import io.pgqueue.engine.EngineSettings;

/**
 * Changes the settings that the properties make, before the engine is built. Beans of this type are applied in their
 * order, each to what the one before it returned.
 */
@FunctionalInterface
public interface PgQueueCustomizer {

    /**
     * Changes the settings.
     *
     * @param settings what the properties, and customizers before this one, say
     * @return the settings to go on with
     */
    EngineSettings customize(EngineSettings settings);
}
