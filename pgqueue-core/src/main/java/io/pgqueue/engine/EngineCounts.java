package io.pgqueue.engine;

import java.util.List;

/**
 * How often things have happened on this instance since its engine was built. No number ever goes back.
 *
 * @param kinds those to which something has happened, in no order
 * @param reconnects how often the control session was connected again after it was lost
 */
public record EngineCounts(
        List<KindCounts> kinds, long reconnects, long purgedTasks, long purgedTransitions, long purgedEvents) {

    /**
     * Of a kind.
     *
     * @param enqueued tasks that were added by this instance, counted once that was committed; follow-ups are, too
     * @param duplicates tasks that were not added, since their external key was there
     * @param succeeded tasks that succeeded
     * @param failed attempts that failed and count, those of dead workers that this instance found included
     * @param retried attempts after which another one follows, be it that they failed or that the handler asked for it
     * @param usedUp tasks that have no attempts left
     * @param cancelled tasks that were cancelled while they ran, or by their handler
     * @param rescued tasks that were taken from dead workers
     * @param refused outcomes that came too late: the task was somebody else's
     */
    public record KindCounts(
            String kind,
            long enqueued,
            long duplicates,
            long succeeded,
            long failed,
            long retried,
            long usedUp,
            long cancelled,
            long rescued,
            long refused) {}
}
