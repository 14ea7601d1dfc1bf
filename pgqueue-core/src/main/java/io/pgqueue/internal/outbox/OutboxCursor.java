package io.pgqueue.internal.outbox;

import java.util.OptionalLong;

/**
 * From which id on a relay looks for events. It need not move at all: it only spares the relay the index entries of what
 * was sent, which nobody can remove while some session holds an old snapshot. So it must never pass an event that is yet
 * to be committed.
 *
 * <p>An event gets its id in a transaction that has its xid already. So when the sequence was at {@code lastId}, and a
 * transaction began to have an xid after that, {@code nextXid}, then each id up to {@code lastId} is that of a transaction
 * with a lower xid. Once no transaction below {@code nextXid} runs any more, what is read sees all events up to {@code
 * lastId} that there will ever be. The xmax of a snapshot would not do for {@code nextXid}: it is one past the last
 * transaction that has ended, and others beyond it may run.
 *
 * <p>Belongs to one relay's loop, and to one lease of it.
 */
final class OutboxCursor {

    private long after;
    private long settledId; // up to here all events were visible to the present look
    private long pendingId; // a checkpoint that is yet to be settled
    private long pendingXid; // 0: there is none

    /** The relay is to look at events behind this id. */
    long after() {
        return after;
    }

    /**
     * The relay has looked.
     *
     * @param settledXid an xid below which no transaction ran any more, by a snapshot that was taken before the look
     */
    void looked(long settledXid) {
        if (pendingXid != 0 && settledXid >= pendingXid) {
            settledId = Math.max(settledId, pendingId);
            pendingXid = 0;
        }
    }

    /**
     * What the relay saw has left the ready events.
     *
     * @param lastId the last one that it looked at; empty if it saw all
     * @param openId the first one that stayed; empty if none did
     */
    void handled(OptionalLong lastId, OptionalLong openId) {
        long done = Math.min(lastId.orElse(Long.MAX_VALUE), openId.orElse(Long.MAX_VALUE) - 1);
        after = Math.max(after, Math.min(settledId, done));
    }

    /** The sequence was at an id, and all transactions that had one by then have xids below another. */
    void checkpoint(long lastId, long nextXid) {
        if (pendingXid == 0 && lastId > 0) {
            pendingId = lastId;
            pendingXid = nextXid;
        }
    }
}
