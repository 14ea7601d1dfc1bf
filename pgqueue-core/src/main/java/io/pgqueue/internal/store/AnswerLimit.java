package io.pgqueue.internal.store;

import java.sql.Connection;
import java.sql.SQLException;

/**
 * How long a server may leave a statement without an answer, while the engine has the connection. A network that only goes
 * silent ends no connection, and a loop would wait for its answer until TCP gives up: a quarter of an hour, or for ever. What
 * the pool's own {@code socketTimeout} says is left alone.
 */
record AnswerLimit(Connection connection, boolean ours) implements AutoCloseable {

    static AnswerLimit on(Connection connection, int millis) throws SQLException {
        boolean ours = connection.getNetworkTimeout() == 0;
        if (ours) {
            connection.setNetworkTimeout(Runnable::run, millis);
        }
        return new AnswerLimit(connection, ours);
    }

    /** Whoever gets the connection next has its own patience. */
    @Override
    public void close() throws SQLException {
        if (ours && !connection.isClosed()) {
            connection.setNetworkTimeout(Runnable::run, 0);
        }
    }
}
