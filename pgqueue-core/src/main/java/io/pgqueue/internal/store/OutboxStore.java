package io.pgqueue.internal.store;

import java.util.List;
import java.util.function.Function;
import org.jspecify.annotations.Nullable;

/** Adds events to the outbox, in the caller's transaction. */
public final class OutboxStore {

    private final Database database;
    private final String publish;

    public OutboxStore(Database database) {
        this.database = database;
        // Locks nothing.
        this.publish = database.sql("/* pgqueue:publish */ select {schema}.publish_events(?, ?, ?, ?, ?)");
    }

    /** Adds events with one statement; their ids in the same order. */
    public List<Long> publish(List<NewEvent> events) {
        return database.query(
                publish,
                statement -> {
                    Rows.bindArray(statement, 1, "text", column(events, NewEvent::aggregateType));
                    Rows.bindArray(statement, 2, "text", column(events, NewEvent::aggregateId));
                    Rows.bindArray(statement, 3, "text", column(events, NewEvent::eventType));
                    Rows.bindArray(statement, 4, "text", column(events, NewEvent::payload));
                    Rows.bindArray(statement, 5, "text", column(events, NewEvent::headers));
                },
                Rows.list(row -> row.getLong(1)));
    }

    private static @Nullable String[] column(List<NewEvent> events, Function<NewEvent, @Nullable String> value) {
        @Nullable String[] column = new String[events.size()];
        for (int i = 0; i < column.length; i++) {
            column[i] = value.apply(events.get(i));
        }
        return column;
    }
}
