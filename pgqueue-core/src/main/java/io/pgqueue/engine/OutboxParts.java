package io.pgqueue.engine;

import io.pgqueue.internal.concurrent.Announcer;
import io.pgqueue.internal.enqueue.TaskChecker;
import io.pgqueue.internal.outbox.EventChecker;
import io.pgqueue.internal.outbox.PostgresOutbox;
import io.pgqueue.internal.outbox.PostgresOutboxAdmin;
import io.pgqueue.internal.outbox.Relay;
import io.pgqueue.internal.store.Database;
import io.pgqueue.internal.store.OutboxAdminStore;
import io.pgqueue.internal.store.RelayStore;
import io.pgqueue.outbox.Outbox;
import io.pgqueue.outbox.OutboxAdmin;
import io.pgqueue.outbox.OutboxEvent;
import io.pgqueue.outbox.OutboxSink;
import java.util.function.Supplier;
import org.jspecify.annotations.Nullable;

/** The outbox of an engine, wired. */
final class OutboxParts {

    /** Threads of the relay: one that sends, one that holds the lease. */
    private static final int RELAY_CONNECTIONS = 2;

    private final Outbox outbox;
    private final OutboxAdmin admin;
    private final @Nullable Supplier<Relay> relays;

    OutboxParts(
            EngineBuilder builder,
            Database database,
            TaskChecker checker,
            JsonEncoding encoding,
            Announcer afterCommit,
            String workerName) {
        this.outbox = new PostgresOutbox(database, new EventChecker(rules(checker)), afterCommit);
        this.admin = new PostgresOutboxAdmin(new OutboxAdminStore(database), TaskChecker::checkReason, afterCommit);
        OutboxSink sink = builder.outboxSink;
        this.relays = sink == null
                ? null
                : () -> new Relay(
                        new RelayStore(database), sink, builder.outboxSettings, encoding::headers, workerName);
    }

    Outbox outbox() {
        return outbox;
    }

    OutboxAdmin admin() {
        return admin;
    }

    /** Makes the relay of one run of the processing; null where there is no sink. */
    @Nullable
    Supplier<Relay> relays() {
        return relays;
    }

    /** Connections that the relay takes from the pool at most. */
    int connectionsNeeded() {
        return relays == null ? 0 : RELAY_CONNECTIONS;
    }

    private static EventChecker.Rules rules(TaskChecker checker) {
        return new EventChecker.Rules() {
            @Override
            public void checkName(String field, String name) {
                TaskChecker.checkKey(field, name);
            }

            @Override
            public String json(Object payload) {
                return checker.json("payload", payload);
            }

            @Override
            public @Nullable String headers(OutboxEvent event) {
                return checker.headers(event.headers());
            }
        };
    }
}
