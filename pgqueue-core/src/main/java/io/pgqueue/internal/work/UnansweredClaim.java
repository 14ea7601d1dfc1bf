package io.pgqueue.internal.work;

import io.pgqueue.internal.store.ClaimStore;
import java.util.concurrent.ThreadLocalRandom;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * A claim that was sent. It may have been committed though its answer was lost: then nobody would ever run what it took,
 * unless it is given back. Not thread-safe.
 */
final class UnansweredClaim {

    private static final Logger log = LoggerFactory.getLogger(UnansweredClaim.class);

    private final ClaimStore store;
    private @Nullable Sent sent;

    UnansweredClaim(ClaimStore store) {
        this.store = store;
    }

    /** A claim is about to be sent; returns its token. */
    long send(int worker) {
        Sent claim = new Sent(worker, ThreadLocalRandom.current().nextLong());
        sent = claim;
        return claim.token;
    }

    /** It was answered, or refused. */
    void answered() {
        sent = null;
    }

    /** Gives back what it took, if it was not answered. */
    void release() {
        Sent claim = sent;
        if (claim != null) {
            int released = store.releaseClaim(claim.worker, claim.token);
            sent = null;
            if (released > 0) {
                log.info("gave back {} tasks of a claim whose answer was lost", released);
            }
        }
    }

    private record Sent(int worker, long token) {}
}
