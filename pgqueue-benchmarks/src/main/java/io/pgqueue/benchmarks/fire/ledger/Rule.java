package io.pgqueue.benchmarks.fire.ledger;

/** What has to hold. */
public enum Rule {
    COMMITTED_IS_KEPT("what was answered as committed is in the database"),
    COMMITTED_RAN("every committed task ran, unless it was cancelled, and is closed"),
    ROLLED_BACK_NEVER_RAN("no task ran or was kept that was rolled back"),
    RECORDED_ONCE("at most one completion of a task is recorded"),
    RECORDED_TRULY("the completion on record is that of a run that ended, of the attempt and worker on record"),
    ATTEMPTS_COUNTED("attempts are counted truthfully: each that counted and failed left its error, no other did"),
    ORDER_KEPT("of an ordering key, none begins before the run that completed the one before it has ended"),
    EFFECT_ONCE("a transactional handler had its effect exactly once"),
    SLOT_ONCE("each slot of a schedule was fired once"),
    EVENT_ARRIVED("every committed event arrived, and none that was rolled back"),
    EVENT_ORDER("events of an aggregate arrived in order, repetitions left out"),
    KEY_ONCE("an idempotency key has one task"),
    FOLLOWED_UP("a task that succeeded has its follow-up, once"),
    CANCELLED_ENDS_SO(
            "a task whose cancelling was answered ends as cancelled, or well if it ran already; no other ends as cancelled"),
    CANCELLED_NEVER_BEGINS("a waiting task that was cancelled never begins"),
    GROUP_ENDED_ONCE(
            "a group has all of its tasks, and ends with one more, for when all are done or for when some failed"),
    GROUP_ENDED_LAST("the task at the end of a group does not begin before all others have ended"),
    LIMIT_KEPT("of a kind with a limit no more run at once, on all workers together"),
    NOTHING_LEFT("nothing is left over: no live task, no held ordering key, no open group, no unsent event");

    private final String says;

    Rule(String says) {
        this.says = says;
    }

    /** What holds, as a sentence without its full stop. */
    public String says() {
        return says;
    }
}
