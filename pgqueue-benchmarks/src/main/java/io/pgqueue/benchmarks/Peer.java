package io.pgqueue.benchmarks;

import io.pgqueue.benchmarks.measure.Contender;
import java.util.Arrays;
import java.util.Iterator;
import java.util.List;
import java.util.Map;
import java.util.stream.Stream;

/** The other queues. */
enum Peer {
    DB_SCHEDULER("db-scheduler", "db-scheduler", false),
    JOBRUNR("jobrunr", "JobRunr", false),
    QUARTZ("quartz", "Quartz", false),
    GRAPHILE_WORKER("graphile-worker", "graphile-worker", true),
    PG_BOSS("pg-boss", "pg-boss", true);

    /** On the command line. */
    private final String option;

    private final String title;
    private final boolean onNode;

    Peer(String option, String title, boolean onNode) {
        this.option = option;
        this.title = title;
        this.onNode = onNode;
    }

    String option() {
        return option;
    }

    boolean isOnNode() {
        return onNode;
    }

    Contender contender() {
        return new Contender(title, option, Map.of(), List.of());
    }

    /** What {@code --peers} takes. */
    static final class Names implements Iterable<String> {

        /** Stands for no peers at all. */
        static final String NONE = "none";

        @Override
        public Iterator<String> iterator() {
            return Stream.concat(Arrays.stream(values()).map(Peer::option), Stream.of(NONE))
                    .iterator();
        }

        static boolean isOnNode(String name) {
            return Arrays.stream(values()).anyMatch(peer -> peer.onNode && peer.option.equals(name));
        }
    }
}
