package io.pgqueue.benchmarks.fire.ledger;

import java.time.Duration;
import java.util.Set;

/** The kinds of tasks that a run has. */
public final class Kinds {

    /** Takes some milliseconds. */
    public static final String PLAIN = "plain";
    /** Takes up to two seconds: long enough to be given to another while it runs. */
    public static final String SLOW = "slow";
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
    /** A schedule's, each {@link #INTERVAL}. */
    public static final String TICK = "tick";
    /** Harms its process, once. */
    public static final String EVIL = "evil";
    /** Harms its transaction, once; has an effect as well. */
    public static final String CLASH = "clash";

    /** Those whose handlers take part in the transaction of the completion, and write one row. */
    static final Set<String> TRANSACTIONAL = Set.of(EFFECT, BATCH, CLASH);

    /** Between two slots of the schedule. */
    public static final Duration INTERVAL = Duration.ofSeconds(1);

    private Kinds() {}
}
