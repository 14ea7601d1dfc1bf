package io.pgqueue.benchmarks.measure;

import io.pgqueue.benchmarks.contestant.RemoteContestant;
import io.pgqueue.benchmarks.server.BenchDatabase;
import java.io.IOException;

/** Starts the processes of contestants. */
@FunctionalInterface
public interface Launcher {
    RemoteContestant launch(Contender contender, BenchDatabase database) throws IOException;
}
