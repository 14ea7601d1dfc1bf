package io.pgqueue.engine;

import io.pgqueue.KindOptions;
import io.pgqueue.RetryDelay;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.regex.Pattern;

/** What an engine needs to know beside its kinds. Immutable; each value is checked when it is set. */
public final class EngineSettings {

    /** Five characters short of what PostgreSQL allows: the name of the channel is longer by those. */
    private static final Pattern SCHEMA = Pattern.compile("[a-z_][a-z0-9_]{0,57}");

    private static final int MAX_PAYLOAD_LIMIT = 256 * 1024 * 1024;

    private final String schema;
    private final KindOptions defaults;
    private final Map<String, KindOptions> kinds;
    private final int maxPayloadBytes;
    private final ForeignTransactions foreignTransactions;
    private final boolean listen;
    private final boolean backendCheck;

    private EngineSettings(
            String schema,
            KindOptions defaults,
            Map<String, KindOptions> kinds,
            int maxPayloadBytes,
            ForeignTransactions foreignTransactions,
            boolean listen,
            boolean backendCheck) {
        this.schema = schema;
        this.defaults = defaults;
        this.kinds = kinds;
        this.maxPayloadBytes = maxPayloadBytes;
        this.foreignTransactions = foreignTransactions;
        this.listen = listen;
        this.backendCheck = backendCheck;
    }

    /** Schema {@code pgqueue}, payloads of up to 1 MiB, LISTEN, and the documented options of a kind. */
    public static EngineSettings standard() {
        return new EngineSettings(
                "pgqueue", standardOptions(), Map.of(), 1024 * 1024, ForeignTransactions.WARN, true, true);
    }

    /**
     * What a kind has for which nobody says otherwise. Left open are the poll interval, which depends on LISTEN, and the
     * options of batches (size 100, no linger), which only batch handlers have.
     */
    public static KindOptions standardOptions() {
        return KindOptions.none()
                .withWorkerCount(4)
                .withMaxAttempts(10)
                .withAttemptTimeout(Duration.ofMinutes(5))
                .withMaxErrorMessages(10)
                .withRetryDelay(RetryDelay.standard())
                .withTerminalTtl(Duration.ofHours(72))
                .withClaimSize(500)
                .withTransactional(false)
                .withSkipExhausted(false)
                .withMaxDeaths(3)
                .withNoRetryFor(List.of());
    }

    /** The schema that holds the queue: {@code [a-z_][a-z0-9_]{0,57}}. */
    public EngineSettings withSchema(String schema) {
        if (!SCHEMA.matcher(schema).matches()) {
            throw new IllegalArgumentException(
                    "pgqueue.schema is '" + schema + "', but must match " + SCHEMA.pattern());
        }
        return new EngineSettings(schema, defaults, kinds, maxPayloadBytes, foreignTransactions, listen, backendCheck);
    }

    /** Options of kinds that say nothing themselves; what is left out here is as in {@link #standardOptions}. */
    public EngineSettings withDefaults(KindOptions defaults) {
        return new EngineSettings(
                schema,
                defaults.orElse(standardOptions()),
                kinds,
                maxPayloadBytes,
                foreignTransactions,
                listen,
                backendCheck);
    }

    /** Kinds that are declared whether or not they have a handler here; their options beat a registration's. */
    public EngineSettings withKinds(Map<String, KindOptions> kinds) {
        return new EngineSettings(
                schema, defaults, Map.copyOf(kinds), maxPayloadBytes, foreignTransactions, listen, backendCheck);
    }

    /** Largest payload, as UTF-8 JSON: 1 byte to 256 MiB, which is about what {@code jsonb} can hold. */
    public EngineSettings withMaxPayloadBytes(int maxPayloadBytes) {
        if (maxPayloadBytes < 1 || maxPayloadBytes > MAX_PAYLOAD_LIMIT) {
            throw new IllegalArgumentException("pgqueue.enqueue.max-payload-size is " + maxPayloadBytes
                    + " bytes, but must be 1 to " + MAX_PAYLOAD_LIMIT);
        }
        return new EngineSettings(schema, defaults, kinds, maxPayloadBytes, foreignTransactions, listen, backendCheck);
    }

    /** What to do when a task is added inside a transaction that is not on the queue's {@code DataSource}. */
    public EngineSettings withForeignTransactions(ForeignTransactions foreignTransactions) {
        return new EngineSettings(
                schema,
                defaults,
                kinds,
                maxPayloadBytes,
                Objects.requireNonNull(foreignTransactions),
                listen,
                backendCheck);
    }

    /** Whether to be woken by NOTIFY. Off behind a pooler in transaction mode: then the engine polls. */
    public EngineSettings withListen(boolean listen) {
        return new EngineSettings(schema, defaults, kinds, maxPayloadBytes, foreignTransactions, listen, backendCheck);
    }

    /**
     * Whether an instance whose database session is gone may be declared dead after two missed beats. Off behind a
     * pooler in transaction mode, where the session says nothing about the instance.
     */
    public EngineSettings withBackendCheck(boolean backendCheck) {
        return new EngineSettings(schema, defaults, kinds, maxPayloadBytes, foreignTransactions, listen, backendCheck);
    }

    public String schema() {
        return schema;
    }

    public KindOptions defaults() {
        return defaults;
    }

    public Map<String, KindOptions> kinds() {
        return kinds;
    }

    public int maxPayloadBytes() {
        return maxPayloadBytes;
    }

    public ForeignTransactions foreignTransactions() {
        return foreignTransactions;
    }

    public boolean listen() {
        return listen;
    }

    public boolean backendCheck() {
        return backendCheck;
    }

    /** Answers to a transaction that cannot carry a task. */
    public enum ForeignTransactions {
        /** Add the task, which then commits by itself, and warn once for each transaction manager. */
        WARN,
        /** Refuse the task. */
        FAIL,
        /** Add the task without a word. */
        ALLOW
    }
}
