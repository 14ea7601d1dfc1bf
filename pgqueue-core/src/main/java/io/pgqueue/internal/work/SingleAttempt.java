package io.pgqueue.internal.work;

import io.pgqueue.internal.store.ClaimedTask;

/** An attempt that its handler runs alone. */
final class SingleAttempt extends Attempt {

    SingleAttempt(ClaimedTask task, KindSettings kind, Encoding encoding) {
        super(task, kind, encoding);
    }
}
