package io.pgqueue.internal.work;

import io.pgqueue.internal.store.ClaimedTask;
import io.pgqueue.internal.store.SuspectStore;
import io.pgqueue.internal.store.Suspicion;
import java.time.Duration;
import java.util.concurrent.Semaphore;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;
import org.springframework.dao.DataAccessException;

/**
 * Runs tasks that came back from a dead worker, any of which may be what ended its process. Their start is on record
 * before their handler is called, so that the next death is known to be theirs; those that were running at several deaths
 * run one at a time in this process, so that none is taken for another.
 */
final class Suspects {

    private static final Logger log = LoggerFactory.getLogger(Suspects.class);
    private static final Duration NOT_NOW = Duration.ofSeconds(2);

    /** Of the process, however many engines are in it: it is the process that dies. */
    private static final Semaphore ALONE = new Semaphore(1);

    private final SuspectStore store;
    private final Encoding encoding;
    private final AttemptEnd end;

    Suspects(SuspectStore store, Encoding encoding, AttemptEnd end) {
        this.store = store;
        this.encoding = encoding;
        this.end = end;
    }

    /** Runs {@code work}, which calls the handler of a task, unless it must not be called now. Never throws. */
    void run(ClaimedTask task, KindSettings kind, Runnable work) {
        if (task.cancelled()) {
            work.run();
            return;
        }
        Attempt attempt = new SingleAttempt(task, kind, encoding);
        boolean alone = task.suspicion() == Suspicion.ALONE;
        if (alone && !ALONE.tryAcquire()) {
            end.putOff(attempt, NOT_NOW, "another task at which workers have died runs in this process");
            return;
        }
        try {
            if (isOnRecord(attempt)) {
                work.run();
            }
        } finally {
            if (alone) {
                ALONE.release();
            }
        }
    }

    private boolean isOnRecord(Attempt attempt) {
        try {
            if (store.begin(attempt.task().claim())) {
                log.debug("{} came back from a worker that died; its start is on record", attempt);
                return true;
            }
            end.lostBefore(attempt);
        } catch (DataAccessException e) {
            log.debug("{}: its start could not be put on record", attempt, e);
            end.putOff(attempt, NOT_NOW, "its start could not be put on record");
        }
        return false;
    }
}
