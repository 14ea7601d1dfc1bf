package io.pgqueue.internal.store;

/** Sends notifications, each in a transaction of its own. */
public final class NotifyStore {

    private static final String NOTIFY = "/* pgqueue:notify */ select pg_notify(?, ?)";

    private final Database database;

    public NotifyStore(Database database) {
        this.database = database;
    }

    public void notify(String channel, String text) {
        database.engineQuery(
                NOTIFY,
                statement -> {
                    statement.setString(1, channel);
                    statement.setString(2, text);
                },
                Rows.single(row -> text));
    }
}
