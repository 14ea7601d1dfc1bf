package io.pgqueue.benchmarks.fire.process;

/** What a process is. */
public enum ProcessRole {
    /** Processes tasks, by the engine. */
    WORKER("fire_worker", 24),
    /** Adds tasks by the engine. */
    PRODUCER("fire_worker", 6),
    /** Adds tasks by SQL functions. */
    SQL_PRODUCER("fire_producer", 3);

    private final String user;
    private final int connections;

    ProcessRole(String user, int connections) {
        this.user = user;
        this.connections = connections;
    }

    /** As whom it logs in. */
    public String user() {
        return user;
    }

    /** Most that it opens. */
    int connections() {
        return connections;
    }
}
