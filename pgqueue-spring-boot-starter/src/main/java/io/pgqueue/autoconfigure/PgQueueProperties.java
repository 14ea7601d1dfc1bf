package io.pgqueue.autoconfigure;

import io.pgqueue.autoconfigure.connection.ControlTarget;
import io.pgqueue.autoconfigure.migration.MigrationSettings;
import io.pgqueue.autoconfigure.schedule.ScheduleProperties;
import io.pgqueue.engine.EngineSettings.ForeignTransactions;
import java.time.Duration;
import java.util.Map;
import org.jspecify.annotations.Nullable;
import org.springframework.boot.context.properties.ConfigurationProperties;
import org.springframework.boot.context.properties.NestedConfigurationProperty;
import org.springframework.boot.context.properties.bind.DefaultValue;
import org.springframework.util.unit.DataSize;

/**
 * Properties of the task queue.
 *
 * @param enabled Whether to configure a task queue at all.
 * @param schema Schema that holds the queue, matching [a-z_][a-z0-9_]{0,57}.
 * @param dataSource Name of the DataSource bean that leads to the queue, where there are several. Without it the bean
 *     that is qualified by @PgQueueDataSource is taken, or else the primary or only one.
 * @param transactionManager Name of the transaction manager bean for transactional handlers. Without it the only one is
 *     taken, or the one among several whose transactions are on the queue's DataSource.
 * @param replicaDataSource Name of the DataSource bean of a hot standby, from which the endpoint and the dashboard read lists.
 * @param defaults Options of kinds for which neither kinds.* nor the handler says otherwise.
 * @param kinds Options of single kinds, by name. They beat those of the handler. A kind need not have a handler here.
 * @param outbox Events that are published in transactions, and sent from there.
 * @param schedules Recurring tasks, by name. They beat what @RecurringTask says.
 */
@ConfigurationProperties("pgqueue")
record PgQueueProperties(
        @DefaultValue("true") boolean enabled,
        @DefaultValue("pgqueue") String schema,
        @Nullable String dataSource,
        @Nullable String transactionManager,
        @Nullable String replicaDataSource,
        @DefaultValue Processing processing,
        @DefaultValue Enqueue enqueue,
        @DefaultValue Migration migration,
        @DefaultValue SqlTasks sqlTasks,
        @DefaultValue @NestedConfigurationProperty OutboxProperties outbox,
        @DefaultValue @NestedConfigurationProperty KindProperties defaults,
        @DefaultValue Map<String, KindProperties> kinds,
        @DefaultValue Map<String, ScheduleProperties> schedules) {

    /**
     * Running of tasks on this instance.
     *
     * @param enabled Whether this instance runs tasks. Read again when the environment changes.
     * @param shutdownTimeout How long running handlers may take to finish when the application stops, before they are
     *     interrupted. Should be shorter than spring.lifecycle.timeout-per-shutdown-phase.
     * @param listen Whether to be woken by NOTIFY. To be switched off behind a pooler in transaction mode; tasks are then
     *     found by polling.
     * @param backendCheck Whether an instance whose database session is gone may be declared dead before its heartbeat
     *     is 30 seconds old. To be switched off behind a pooler in transaction mode.
     * @param controlUrl JDBC URL of the control session (heartbeat and LISTEN), where the pool leads to a pooler in
     *     transaction mode: it has to lead past that, to the same database. By default where the pool leads.
     * @param controlUsername User for control-url. By default that of the pool, with its password.
     * @param controlPassword Password for control-username.
     */
    record Processing(
            @DefaultValue("true") boolean enabled,
            @DefaultValue("20s") Duration shutdownTimeout,
            @DefaultValue("true") boolean listen,
            @DefaultValue("true") boolean backendCheck,
            @Nullable String controlUrl,
            @Nullable String controlUsername,
            @Nullable String controlPassword) {

        ControlTarget control() {
            return ControlTarget.of("pgqueue.processing.control-url", controlUrl, controlUsername, controlPassword);
        }
    }

    /**
     * Adding of tasks.
     *
     * @param maxPayloadSize Largest payload, as UTF-8 JSON; 1B to 256MB.
     * @param foreignTransaction What to do when a task is added inside a transaction that is not on the queue's
     *     DataSource: add it, which then commits by itself, with a warning or without, or refuse it.
     */
    record Enqueue(
            @DefaultValue("1MB") DataSize maxPayloadSize,
            @DefaultValue("warn") ForeignTransactions foreignTransaction) {}

    /**
     * The schema's tables and functions.
     *
     * @param enabled Whether to create or upgrade the schema at start-up. If not, a schema that is missing or older stops
     *     the start.
     * @param lockTimeout How long a statement of the migration may wait for a lock, and make those who work on the same
     *     table wait behind it; 1ms to 1m. Should be longer than the server's deadlock_timeout, after which an autovacuum
     *     gives way.
     * @param lockPatience For how long the migration is tried again when a lock was not free; 0s to 1h.
     */
    record Migration(
            @DefaultValue("true") boolean enabled,
            @DefaultValue("2s") Duration lockTimeout,
            @DefaultValue("2m") Duration lockPatience) {

        MigrationSettings settings() {
            return new MigrationSettings(enabled, lockTimeout, lockPatience);
        }
    }

    /**
     * Kinds whose work is an SQL function.
     *
     * @param enabled Whether this instance works the kinds that have been given an SQL function by register_sql_task, as
     *     far as they are known when it starts.
     */
    record SqlTasks(@DefaultValue("false") boolean enabled) {}
}
