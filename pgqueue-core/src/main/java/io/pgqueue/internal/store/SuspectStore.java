package io.pgqueue.internal.store;

import java.util.concurrent.locks.ReentrantLock;

/** Puts on record that tasks begin which may be what ended the process of a worker. Thread-safe. */
public final class SuspectStore {

    private final Database database;
    private final String begin;
    private final ReentrantLock one = new ReentrantLock(); // so that all workers take one connection at a time for this

    public SuspectStore(Database database) {
        this.database = database;
        // Locks the one task, which this worker holds.
        this.begin = database.sql("/* pgqueue:begin-suspect */ select {schema}.begin_suspect(?, ?, ?, ?)");
    }

    /** The handler of a task is about to be called; false if the task has moved on. */
    public boolean begin(Claim claim) {
        one.lock();
        try {
            return database.engineQuery(
                    begin,
                    statement -> {
                        statement.setInt(1, claim.worker());
                        statement.setLong(2, claim.taskId());
                        statement.setInt(3, claim.attempt());
                        statement.setLong(4, claim.token());
                    },
                    Rows.single(row -> row.getBoolean(1)));
        } finally {
            one.unlock();
        }
    }
}
