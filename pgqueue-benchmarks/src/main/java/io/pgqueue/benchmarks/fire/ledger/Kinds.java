package io.pgqueue.benchmarks.fire.ledger;

import java.time.Duration;
import java.util.Set;

/** The kinds of tasks that a run has. */
public final class Kinds {

    /** Takes some milliseconds. */
    public static final String PLAIN = "plain";
    /** Takes up to two seconds: long enough to be given to another while it runs. */
    public static final String SLOW = "slow";
    /** Takes {@link #LASTS}: a worker that is taken for dead meanwhile still meets whoever runs it again. */
    public static final String LASTING = "lasting";
    /** Waits for some seconds before it can run. */
    public static final String DELAYED = "delayed";
    /** Fails as often as its payload says, and then succeeds. */
    public static final String FLAKY = "flaky";
    /** Fails until it has no attempts left. */
    public static final String DOOMED = "doomed";
    /** Has ordering keys. */
    public static final String ORDERED = "ordered";
    /** Writes a row in the transaction of its completion. */
    public static final String EFFECT = "effect";
    /** The same, many at once. */
    public static final String BATCH = "batch";
    /** Has an idempotency key, and is added more than once. */
    public static final String KEYED = "keyed";
    /** Adds a {@link #CHILD}. */
    public static final String PARENT = "parent";
    /** Is a follow-up. */
    public static final String CHILD = "child";
    /** Is in a group; fails for good if its payload says so. */
    public static final String MEMBER = "member";
    /** Ends a group of which all are done; has an effect as well. */
    public static final String DONE = "done";
    /** Ends a group of which some have failed; has an effect as well. */
    public static final String FAILED = "failed";
    /** Of which all workers together may run {@link #MOST_AT_ONCE}. */
    public static final String LIMITED = "limited";
    /** A schedule's, each {@link #INTERVAL}. */
    public static final String TICK = "tick";
    /** Harms its process, once. */
    public static final String EVIL = "evil";
    /** Harms its transaction, once; has an effect as well. */
    public static final String CLASH = "clash";

    /** Those whose handlers take part in the transaction of the completion, and write one row. */
    static final Set<String> TRANSACTIONAL = Set.of(EFFECT, BATCH, CLASH, DONE, FAILED);

    /** Between two slots of the schedule. */
    public static final Duration INTERVAL = Duration.ofSeconds(1);

    /** Runs of {@link #LIMITED} at once. */
    public static final int MOST_AT_ONCE = 2;

    /** How long a run of a {@link #LASTING} task is. */
    public static final Duration LASTS = Duration.ofSeconds(4);

    private Kinds() {}
}
