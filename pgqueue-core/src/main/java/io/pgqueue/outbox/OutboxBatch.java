package io.pgqueue.outbox;

import java.util.List;

/** Events that a sink is to send, and what it says of them. Used by the sink's caller's thread alone. */
public interface OutboxBatch {

    /** Those of one aggregate are in the order in which they are to be sent. Unmodifiable. */
    List<OutboxMessage> messages();

    /**
     * Whether an event may be sent now: not if an earlier one of its aggregate failed, nor once the relay is to stop or
     * has lost its lease to another instance. To be asked before each event, or each group of events that go at once.
     */
    boolean maySend(OutboxMessage message);

    /** It has arrived. */
    void sent(OutboxMessage message);

    /** It could not be sent. Those of its aggregate that come after it must not be. */
    void failed(OutboxMessage message, Throwable error);
}
