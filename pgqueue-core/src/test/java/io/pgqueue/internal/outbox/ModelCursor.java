package io.pgqueue.internal.outbox;

import java.util.OptionalLong;

/**
 * The cursor of a relay of the {@link RelayModel}, as a value. How far it goes is what the real one says.
 *
 * @param pendingXid 0 if no checkpoint is yet to be settled
 */
record ModelCursor(long after, long settledId, long pendingId, long pendingXid) {

    ModelCursor looked(long settledXid) {
        boolean settled = pendingXid != 0 && settledXid >= pendingXid;
        return settled ? new ModelCursor(after, Math.max(settledId, pendingId), 0, 0) : this;
    }

    ModelCursor handled(OptionalLong last, OptionalLong open) {
        OutboxCursor real = real();
        real.handled(last, open);
        return new ModelCursor(real.after(), settledId, pendingId, pendingXid);
    }

    ModelCursor checkpoint(long lastId, long nextXid) {
        return pendingXid == 0 && lastId > 0 ? new ModelCursor(after, settledId, lastId, nextXid) : this;
    }

    private OutboxCursor real() {
        OutboxCursor real = new OutboxCursor();
        if (settledId > 0) {
            real.checkpoint(settledId, 1);
            real.looked(1);
        }
        real.handled(OptionalLong.of(after), OptionalLong.empty());
        if (pendingXid != 0) {
            real.checkpoint(pendingId, pendingXid);
        }
        return real;
    }
}
