package io.pgqueue.autoconfigure;

import io.pgqueue.autoconfigure.connection.ControlTarget;
import io.pgqueue.autoconfigure.connection.ShardSource;
import io.pgqueue.autoconfigure.failure.SetupException;
import io.pgqueue.autoconfigure.migration.MigrationSettings;
import io.pgqueue.autoconfigure.migration.SchemaMigrator;
import io.pgqueue.engine.EngineBuilder;
import io.pgqueue.engine.EngineSettings;
import io.pgqueue.engine.ShardDefinition;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;
import org.springframework.boot.context.properties.source.InvalidConfigurationPropertyValueException;

/** From the properties of a shard to what the engine builds it from. */
final class ShardFactory {

    private static final Logger log = LoggerFactory.getLogger(ShardFactory.class);

    /** The last whose ids a double-precision number can hold. */
    private static final int LAST_EXACT = 31;

    private final ShardSources sources;
    private final EngineParts parts;
    private final EngineSettings settings;
    private final MigrationSettings migration;

    ShardFactory(ShardSources sources, EngineParts parts, EngineSettings settings, MigrationSettings migration) {
        this.sources = sources;
        this.parts = parts;
        this.settings = settings;
        this.migration = migration;
    }

    ShardDefinition definition(String name, ShardProperties shard) {
        String property = "pgqueue.shards." + name;
        Integer number = shard.number();
        if (number == null) {
            throw new SetupException(
                    "The shard '" + name + "' has no number.",
                    "Set " + property + ".number: 0 for a queue that was there before there were shards, and for each"
                            + " other shard one of its own, for ever.");
        }
        if (number > LAST_EXACT) {
            log.warn(
                    "Task ids of shard {}, whose number is above {}, exceed 2^53: JavaScript and others that keep"
                            + " numbers in doubles lose their last digits unless they are given as text",
                    name,
                    LAST_EXACT);
        }
        ShardSource source = sources.of(name);
        EngineSettings own = shard.schema() == null ? settings : withSchema(property, shard.schema());
        EngineBuilder builder = parts.builder(
                        source.dataSource(),
                        own,
                        ControlTarget.of(property + ".control-url", shard.controlUrl(), null, null))
                .replica(source.replica());
        if (source.transactionManager() != null) {
            builder.transactionManager(source.transactionManager());
        }
        SchemaMigrator migrator = new SchemaMigrator(source.dataSource(), own.schema(), migration);
        try {
            return ShardDefinition.of(name, number, builder)
                    .withAdded(shard.added())
                    .withNumbering(migration.enabled())
                    .withMigration(migrator::afterPropertiesSet);
        } catch (IllegalArgumentException e) {
            throw new SetupException(
                    "The properties " + property + ".* are wrong: " + e.getMessage() + ".", "Correct them.", e);
        }
    }

    private EngineSettings withSchema(String property, String schema) {
        try {
            return settings.withSchema(schema);
        } catch (IllegalArgumentException e) {
            throw new InvalidConfigurationPropertyValueException(
                    property + ".schema", schema, "must match [a-z_][a-z0-9_]{0,57}", e);
        }
    }
}
