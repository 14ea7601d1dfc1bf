package io.pgqueue.benchmarks.fire.fault;

import java.util.Optional;

/** A way to break things. */
public interface Fault {

    /** What it is called in the report. */
    String name();

    /** What it does, in a sentence without its full stop. */
    String says();

    /** Whether it concerns the whole server, so that no other may go on beside it. */
    default boolean isServers() {
        return false;
    }

    /** Why it cannot be done here; empty if it can. */
    default Optional<String> whyNot(Arena arena) {
        return Optional.empty();
    }

    /**
     * Breaks it, and mends it again.
     *
     * @return whether it came about: there may have been nobody to hit
     * @throws Exception if it could not be mended, which ends the run
     */
    boolean strike(Arena arena) throws Exception;
}
