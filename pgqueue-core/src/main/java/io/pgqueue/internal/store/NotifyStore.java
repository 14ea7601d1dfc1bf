package io.pgqueue.internal.store;

/** Sends notifications, each in a transaction of its own. */
public final class NotifyStore {

    /** Without waiting for the disk, which it would only delay: after a crash polling finds the tasks. */
    private static final String NOTIFY = """
            /* pgqueue:notify */ select pg_notify(?, ?) from set_config('synchronous_commit', 'off', true)""";

    private final Database database;

    public NotifyStore(Database database) {
        this.database = database;
    }

    public void notify(String channel, String text) {
        database.engineRead(
                NOTIFY,
                statement -> {
                    statement.setString(1, channel);
                    statement.setString(2, text);
                },
                Rows.single(row -> text));
    }
}
