package io.pgqueue.internal.store;

import java.sql.SQLException;
import org.springframework.dao.DataAccessException;

/** The number of the shard that a schema is. */
public final class ShardStore {

    private static final String HAS_HANDED_OUT_IDS = "55000";

    private final Database database;
    private final String number;
    private final String setNumber;

    public ShardStore(Database database) {
        this.database = database;
        this.number = database.sql("/* pgqueue:shard-number */ select {schema}.shard_number()");
        // Locks the sequence of ids until the commit, so that no id is handed out in between.
        this.setNumber = database.sql("/* pgqueue:set-shard-number */ select {schema}.set_shard_number(?)");
    }

    public int number() {
        return database.query(number, statement -> {}, Rows.single(row -> row.getInt(1)));
    }

    /** Gives a schema that has handed out no id a number; false if it has handed out some. */
    public boolean setNumber(int wanted) {
        try {
            database.query(setNumber, statement -> statement.setInt(1, wanted), Rows.single(row -> row.getBoolean(1)));
            return true;
        } catch (DataAccessException e) {
            if (e.getRootCause() instanceof SQLException cause && HAS_HANDED_OUT_IDS.equals(cause.getSQLState())) {
                return false;
            }
            throw e;
        }
    }

    /** Whether this thread is in a transaction on the shard's {@code DataSource}. */
    public boolean isInTransaction() {
        return database.isInTransaction();
    }
}
