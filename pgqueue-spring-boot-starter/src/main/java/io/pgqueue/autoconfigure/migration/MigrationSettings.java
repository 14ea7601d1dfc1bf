package io.pgqueue.autoconfigure.migration;

import java.time.Duration;
import org.springframework.boot.context.properties.source.InvalidConfigurationPropertyValueException;

/**
 * How a schema is brought up to date.
 *
 * @param enabled whether to migrate; if not, a schema that is missing or older stops the start
 * @param lockTimeout how long a statement of the migration may wait for a lock, 1 ms to 1 min: for so long whoever works
 *     on the same table may have to wait behind it
 * @param lockPatience for how long the migration is tried again when a lock was not free in that time, 0 to 1 h
 */
public record MigrationSettings(boolean enabled, Duration lockTimeout, Duration lockPatience) {

    private static final Duration LONGEST_TIMEOUT = Duration.ofMinutes(1);
    private static final Duration LONGEST_PATIENCE = Duration.ofHours(1);

    /**
     * @throws InvalidConfigurationPropertyValueException if one of them is out of its bounds
     */
    public MigrationSettings {
        if (lockTimeout.toMillis() < 1 || lockTimeout.compareTo(LONGEST_TIMEOUT) > 0) {
            throw new InvalidConfigurationPropertyValueException(
                    "pgqueue.migration.lock-timeout", lockTimeout, "must be 1ms to 1m");
        }
        if (lockPatience.isNegative() || lockPatience.compareTo(LONGEST_PATIENCE) > 0) {
            throw new InvalidConfigurationPropertyValueException(
                    "pgqueue.migration.lock-patience", lockPatience, "must be 0s to 1h");
        }
    }

    /** Migrates, waits two seconds for a lock, and tries for two minutes. */
    public static MigrationSettings standard() {
        return new MigrationSettings(true, Duration.ofSeconds(2), Duration.ofMinutes(2));
    }

    MigrationSettings withEnabled(boolean enabled) {
        return new MigrationSettings(enabled, lockTimeout, lockPatience);
    }

    MigrationSettings withLockTimeout(Duration lockTimeout) {
        return new MigrationSettings(enabled, lockTimeout, lockPatience);
    }

    MigrationSettings withLockPatience(Duration lockPatience) {
        return new MigrationSettings(enabled, lockTimeout, lockPatience);
    }
}
