package io.pgqueue.benchmarks.contestant.peer;

import io.pgqueue.benchmarks.contestant.Load;

/** The loads that peers take. */
final class Plain {

    private Plain() {}

    static void check(Load load) {
        if (!load.isPlain()) {
            throw new IllegalArgumentException("only tasks without key, priority and delay, and not " + load);
        }
    }
}
