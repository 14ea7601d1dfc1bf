package io.pgqueue.internal.work;

import io.pgqueue.TaskStatus;
import io.pgqueue.internal.concurrent.Loop;
import io.pgqueue.internal.concurrent.Signal;
import io.pgqueue.internal.store.Claim;
import io.pgqueue.internal.store.Outcome;
import io.pgqueue.internal.store.Outcome.Failure;
import io.pgqueue.internal.store.Outcome.Success;
import io.pgqueue.internal.store.OutcomeStore;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.concurrent.ConcurrentLinkedQueue;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicInteger;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;
import org.springframework.dao.DataIntegrityViolationException;

/**
 * Writes outcomes by group commit: while one batch is being written the next one gathers. So an idle queue records at
 * once, and a busy one in hundreds. What cannot be written because the database is away stays in memory until it is
 * back; the fence makes that safe. The technique is that of databases' own write-ahead logs (DeWitt et al., 1984).
 *
 * <p>Outcomes with follow-ups have a writer of their own, because a follow-up's key may have to wait for somebody's
 * transaction. While it has none of those it takes a share of a backlog of the others: moving tasks to where closed ones
 * are kept costs the server more than claiming them, and commits wait for the disk.
 */
final class GroupRecorder implements Recorder {

    private static final Logger log = LoggerFactory.getLogger(GroupRecorder.class);
    private static final int MAX_BATCH = 1_000;
    private static final Duration IDLE = Duration.ofMinutes(1);

    private final OutcomeStore store;
    private final Aftermath aftermath;
    private final Waiting plain = new Waiting();
    private final Waiting withFollowUps = new Waiting();
    private final AtomicInteger unrecorded = new AtomicInteger();
    private final Signal emptied = new Signal();
    private final Writer plainWriter = new Writer("pgqueue-record", plain);
    private final Writer followUpsWriter = new Writer("pgqueue-record-follow-ups", withFollowUps);

    /** A recorder that is yet to be started. */
    GroupRecorder(OutcomeStore store, Aftermath aftermath) {
        this.store = store;
        this.aftermath = aftermath;
    }

    void start() {
        plainWriter.loop.start();
        followUpsWriter.loop.start();
    }

    /** Writes what is there, and ends; how many outcomes could not be written in time. */
    int stop(Duration timeout) {
        long deadline = System.nanoTime() + timeout.toNanos();
        try {
            while (unrecorded.get() > 0 && deadline - System.nanoTime() > 0) {
                plainWriter.loop.wake();
                followUpsWriter.loop.wake();
                emptied.await(Math.min(deadline - System.nanoTime(), TimeUnit.MILLISECONDS.toNanos(100)));
            }
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
        }
        plainWriter.loop.stop(Duration.ofSeconds(1));
        followUpsWriter.loop.stop(Duration.ofSeconds(1));
        return unrecorded.get();
    }

    /** Outcomes that wait to be written. */
    int unrecorded() {
        return unrecorded.get();
    }

    @Override
    public void record(Attempt attempt, Outcome outcome) {
        Finished finished = new Finished(attempt, outcome);
        unrecorded.getAndIncrement();
        if (!outcome.followUps().isEmpty()) {
            if (withFollowUps.add(finished) == 1) {
                followUpsWriter.loop.wake();
            }
            return;
        }
        // whoever finds nothing waiting wakes the writer; the others' outcomes are seen by the same round
        int waiting = plain.add(finished);
        if (waiting == 1) {
            plainWriter.loop.wake();
        } else if (waiting % MAX_BATCH == 0) {
            followUpsWriter.loop.wake();
        }
    }

    /**
     * Writes outcomes in one transaction.
     *
     * @param again whether an earlier try failed, perhaps after its commit: then a refusal says nothing
     */
    private void write(List<Finished> finished, boolean again) {
        Map<Claim, TaskStatus> recorded = store.record(
                finished.stream().map(Finished::outcome).toList(),
                Attempt.saidBy(finished.stream().map(Finished::attempt).toList()));
        for (Finished one : finished) {
            TaskStatus status = recorded.get(one.outcome.claim());
            if (status != null) {
                aftermath.recorded(one.attempt, one.outcome, status);
            } else {
                refused(one.attempt, again);
            }
        }
    }

    private void refused(Attempt attempt, boolean again) {
        if (again) {
            aftermath.unrecorded(attempt);
            log.info("{}: its outcome was recorded before the connection broke, or its task moved on", attempt);
        } else {
            aftermath.refused(attempt);
            log.warn("{}: its outcome was refused, because its task had moved on", attempt);
        }
    }

    /** What the database can refuse is the result or the error's text: then the outcome counts without it. */
    private void writeAlone(Finished one, boolean again) {
        try {
            write(List.of(one), again);
        } catch (DataIntegrityViolationException e) {
            log.warn("{}: recorded without its result or error, which the database refused", one.attempt, e);
            Outcome bare = one.outcome;
            if (bare instanceof Success success) {
                bare = new Success(success.claim(), null, success.keep(), success.followUps());
            } else if (bare instanceof Failure failure) {
                bare = new Failure(
                        failure.claim(), failure.delayMillis(), failure.counted(), failure.cancelReason(), 0, null);
            }
            write(List.of(new Finished(one.attempt, bare)), again);
        }
    }

    /** Outcomes that no writer has taken yet. */
    private static final class Waiting {
        private final ConcurrentLinkedQueue<Finished> queue = new ConcurrentLinkedQueue<>();
        private final AtomicInteger size = new AtomicInteger();

        /** Returns how many wait now. */
        int add(Finished finished) {
            queue.add(finished);
            return size.incrementAndGet();
        }

        /** Fills a batch with outcomes of one worker id: it changes when this instance was declared dead. */
        synchronized void moveTo(List<Finished> batch) {
            int before = batch.size();
            Finished next = queue.peek();
            while (next != null
                    && batch.size() < MAX_BATCH
                    && (batch.isEmpty() || next.worker() == batch.get(0).worker())) {
                batch.add(queue.remove());
                next = queue.peek();
            }
            size.addAndGet(before - batch.size());
        }

        boolean isEmpty() {
            return size.get() == 0;
        }

        boolean isBacklog() {
            return size.get() >= MAX_BATCH;
        }
    }

    /** A thread that writes batch after batch. */
    private final class Writer {
        private final Waiting own;
        private final Loop loop;
        private final List<Finished> batch = new ArrayList<>(); // the loop's alone

        Writer(String threadName, Waiting own) {
            this.own = own;
            this.loop = new Loop(threadName, "recording outcomes", log, this::runOnce);
        }

        private Duration runOnce() {
            gather();
            if (batch.isEmpty()) {
                return IDLE;
            }
            boolean again = loop.outage().isOngoing();
            try {
                write(batch, again);
                written(batch.size());
            } catch (DataIntegrityViolationException e) {
                log.debug("one of {} outcomes was refused; writing each alone", batch.size(), e);
                while (!batch.isEmpty()) {
                    writeAlone(batch.get(0), again);
                    written(1);
                }
            }
            return own.isEmpty() && !plain.isBacklog() ? IDLE : Duration.ZERO;
        }

        /** To what a failed write has left comes what waits. */
        private void gather() {
            own.moveTo(batch);
            if (batch.isEmpty() && plain.isBacklog()) {
                plain.moveTo(batch);
            }
        }

        private void written(int count) {
            batch.subList(0, count).clear();
            if (unrecorded.addAndGet(-count) == 0) {
                emptied.raise();
            }
        }
    }

    private record Finished(Attempt attempt, Outcome outcome) {
        int worker() {
            return outcome.claim().worker();
        }
    }
}
