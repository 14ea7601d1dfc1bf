package io.pgqueue.internal.outbox;

import java.util.List;

/**
 * A transaction of the {@link RelayModel} that publishes one event.
 *
 * @param xid 0 before it has one
 * @param id of the event, 0 before there is one
 * @param before the events that had been committed when it began
 */
record ModelPublisher(Phase phase, int xid, int id, List<Integer> before) {

    enum Phase {
        NOT_BEGUN,
        HAS_XID,
        HAS_EVENT,
        COMMITTED,
        ROLLED_BACK,
        RECORDED
    }

    boolean runs() {
        return phase == Phase.HAS_XID || phase == Phase.HAS_EVENT;
    }

    ModelPublisher at(Phase next) {
        return new ModelPublisher(next, xid, id, before);
    }
}
