package io.pgqueue.internal.store;

/** The rows of instances, as far as it is not their control connection that writes them. */
public final class WorkerStore {

    static final String REGISTER = "/* pgqueue:register */ select {schema}.register_worker(?, ?, ?)";

    private final Database database;
    private final String register;
    private final String deregister;

    public WorkerStore(Database database) {
        this.database = database;
        // Each locks the row of this instance alone.
        this.register = database.sql(REGISTER);
        this.deregister = database.sql("/* pgqueue:deregister */ select {schema}.deregister_worker(?)");
    }

    /** Registers an instance that does not beat, in the caller's transaction or in one of its own; returns its id. */
    public int registerInline(String name) {
        return database.engineQuery(
                register,
                statement -> {
                    statement.setString(1, name);
                    statement.setString(2, "inline");
                    statement.setBoolean(3, false);
                },
                Rows.single(row -> row.getInt(1)));
    }

    /** Says that an instance has stopped; false if it still holds tasks, and is left to be rescued. */
    public boolean deregister(int worker) {
        return database.engineQuery(
                deregister, statement -> statement.setInt(1, worker), Rows.single(row -> row.getBoolean(1)));
    }
}
