package io.pgqueue.internal.outbox;

import io.pgqueue.internal.concurrent.Announcer;
import io.pgqueue.internal.store.OutboxAdminStore;
import io.pgqueue.outbox.BlockedAggregate;
import io.pgqueue.outbox.OutboxAdmin;
import io.pgqueue.outbox.OutboxEventInfo;
import java.util.List;
import java.util.Optional;
import java.util.function.UnaryOperator;

/** What operators do to the outbox; the relay is told after the commit. */
public final class PostgresOutboxAdmin implements OutboxAdmin {

    private static final int MOST = 10_000;

    private final OutboxAdminStore store;
    private final UnaryOperator<String> checkText;
    private final Announcer afterCommit;

    /**
     * Works at once.
     *
     * @param checkText throws if a text cannot be stored
     */
    public PostgresOutboxAdmin(OutboxAdminStore store, UnaryOperator<String> checkText, Announcer afterCommit) {
        this.store = store;
        this.checkText = checkText;
        this.afterCommit = afterCommit;
    }

    @Override
    public List<BlockedAggregate> blocked(int limit) {
        if (limit < 1 || limit > MOST) {
            throw new IllegalArgumentException("limit is " + limit + ", but must be 1 to " + MOST);
        }
        return store.blocked(limit);
    }

    @Override
    public Optional<OutboxEventInfo> find(long eventId) {
        return store.find(eventId);
    }

    @Override
    public boolean skip(long eventId, String by, String reason) {
        return told(store.skip(eventId, checkText.apply(by), checkText.apply(reason)));
    }

    @Override
    public boolean resend(long eventId) {
        return told(store.resend(eventId));
    }

    @Override
    public Optional<OutboxCounts> counts() {
        return store.counts();
    }

    private boolean told(boolean changed) {
        if (changed) {
            afterCommit.workAvailable(Announcer.OUTBOX);
        }
        return changed;
    }
}
