package io.pgqueue.internal.outbox;

import io.pgqueue.RetryDelay;
import io.pgqueue.internal.concurrent.Loop;
import io.pgqueue.internal.concurrent.Outage;
import io.pgqueue.internal.outbox.RelayLease.Term;
import io.pgqueue.internal.store.ErrorText;
import io.pgqueue.internal.store.RelayStore;
import io.pgqueue.internal.store.RelayStore.Checkpoint;
import io.pgqueue.internal.store.RelayStore.FailedEvent;
import io.pgqueue.internal.store.RelayStore.Fetched;
import io.pgqueue.internal.store.RelayStore.Sent;
import io.pgqueue.internal.store.RelayStore.StoredEvent;
import io.pgqueue.outbox.OutboxMessage;
import io.pgqueue.outbox.OutboxSettings;
import io.pgqueue.outbox.OutboxSink;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.OptionalLong;
import java.util.concurrent.atomic.AtomicLong;
import java.util.function.Function;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Sends events while this instance has the lease: fetches a batch, hands it to the sink, and records what became of it.
 * What could not be recorded because the database is away is recorded before anything else is sent; should the lease be
 * lost meanwhile, the next relay sends those events again.
 */
public final class Relay {

    private static final Logger log = LoggerFactory.getLogger(Relay.class);
    private static final Duration STANDBY = Duration.ofHours(1);
    private static final Duration LONGEST_DELAY = Duration.ofDays(365);
    private static final long FIRST_POLL_NANOS = Duration.ofSeconds(1).toNanos();
    private static final int MOST_LOGGED = 5;

    private final RelayStore store;
    private final OutboxSink sink;
    private final OutboxSettings settings;
    private final Function<@Nullable String, Map<String, String>> headers;
    private final RelayLease lease;
    private final Loop loop = new Loop("pgqueue-outbox", "relaying events", log, this::runOnce);
    private final AtomicLong sent = new AtomicLong();
    private final Outage sinkOutage = new Outage("sending events to the sink", log); // the loop's, but for its error

    // the loop's alone
    private @Nullable Term term;
    private OutboxCursor cursor = new OutboxCursor();
    private @Nullable Unrecorded unrecorded;
    private long pollNanos = FIRST_POLL_NANOS;
    private long nextTryNanos;

    /**
     * A relay that is yet to be started.
     *
     * @param worker name of this instance
     * @param headers from a JSON object to a map
     */
    public Relay(
            RelayStore store,
            OutboxSink sink,
            OutboxSettings settings,
            Function<@Nullable String, Map<String, String>> headers,
            String worker) {
        this.store = store;
        this.sink = sink;
        this.settings = settings;
        this.headers = headers;
        this.lease = new RelayLease(store, worker, settings.sentTtl(), loop::wake);
    }

    public void start() {
        loop.start();
        lease.start();
    }

    /** Events may be there, or the lease may be free. */
    public void newsArrived() {
        loop.wake();
        lease.mayBeFree();
    }

    /** Asks it to send no more; {@link #stop} waits for that. */
    public void stopSoon() {
        loop.stopSoon();
    }

    /**
     * Lets the sink end the event that it is at, records, and gives the lease back.
     *
     * @return whether another instance may take the lease at once
     */
    public boolean stop(Duration timeout) {
        if (!loop.stop(timeout)) {
            log.warn("the sink of the outbox was interrupted, since it did not end within {}", timeout);
        }
        return lease.stop(Duration.ofSeconds(1));
    }

    /** How it is doing. May be called by anybody. */
    public Status status() {
        String failing = loop.outage().lastError() != null ? loop.outage().lastError() : lease.lastError();
        return new Status(lease.term() != null, sent.get(), sinkOutage.lastError(), failing);
    }

    Duration runOnce() {
        Term present = lease.term();
        if (present == null) {
            return STANDBY;
        }
        if (present != term) {
            term = present;
            cursor = new OutboxCursor();
            unrecorded = null;
        }
        if (unrecorded != null) {
            record(present, unrecorded);
        }
        long untilNextTry = nextTryNanos - System.nanoTime();
        if (sinkOutage.isOngoing() && untilNextTry > 0) {
            return Duration.ofNanos(untilNextTry);
        }
        return store.fetch(present.token(), cursor.after(), settings.batchSize())
                .map(fetched -> relay(present, fetched))
                .orElseGet(() -> refused(present));
    }

    private Duration relay(Term present, Fetched fetched) {
        cursor.looked(fetched.settled());
        if (fetched.events().isEmpty()) {
            cursor.handled(fetched.lastId(), OptionalLong.empty());
            return fetched.lastId().isPresent() ? Duration.ZERO : idle(fetched.dueMillis());
        }
        pollNanos = FIRST_POLL_NANOS;
        Dispatch batch = new Dispatch(messages(fetched), () -> present.isHeld() && !loop.isStopping());
        Throwable unavailable = send(batch);
        unrecorded = new Unrecorded(fetched, batch, outcome(batch));
        boolean held = record(present, unrecorded);
        if (unavailable == null) {
            sinkOutage.worked();
        } else if (!loop.isStopping()) {
            Duration wait = sinkOutage.failed(unavailable);
            nextTryNanos = System.nanoTime() + wait.toNanos();
            return wait;
        }
        return held ? Duration.ZERO : STANDBY;
    }

    /** Returns what keeps the sink from sending anything; null if nothing does. */
    private @Nullable Throwable send(Dispatch batch) {
        try {
            sink.sendAll(batch);
        } catch (Throwable e) {
            // also the interrupt by which stop() ends its patience: what was sent is yet to be recorded
            return e;
        }
        OutboxMessage first = batch.messages().get(0);
        return batch.isSilent() && batch.maySend(first)
                ? new IllegalStateException("the sink said nothing of any of "
                        + batch.messages().size() + " events; sendAll has to call sent or failed")
                : null;
    }

    /** Returns whether the lease is ours. */
    private boolean record(Term present, Unrecorded done) {
        if (done.outcome.isEmpty()) {
            unrecorded = null;
            return true;
        }
        Optional<Checkpoint> checkpoint = store.record(present.token(), done.outcome);
        unrecorded = null;
        if (checkpoint.isEmpty()) {
            refused(present);
            return false;
        }
        sent.addAndGet(done.outcome.sent().size());
        tell(done);
        OptionalLong open = checkpoint.get().openId();
        long unsaid = done.batch.firstOpen();
        if (unsaid >= 0) {
            open = OptionalLong.of(Math.min(open.orElse(Long.MAX_VALUE), unsaid));
        }
        cursor.handled(done.fetched.lastId(), open);
        cursor.checkpoint(checkpoint.get().lastId(), checkpoint.get().nextXid());
        return true;
    }

    private Duration refused(Term present) {
        lease.refused(present);
        return STANDBY;
    }

    private Sent outcome(Dispatch batch) {
        List<FailedEvent> failed = batch.failed().stream()
                .map(message -> new FailedEvent(
                        message.id(), message.attempt(), delayAfter(message), ErrorText.of(batch.error(message))))
                .toList();
        return new Sent(batch.sentIds(), batch.heldUp(), failed);
    }

    /** In milliseconds; null if it has no attempts left. */
    private @Nullable Long delayAfter(OutboxMessage message) {
        if (message.attempt() >= settings.maxAttempts()) {
            return null;
        }
        Duration delay;
        try {
            delay = settings.retryDelay().afterAttempt(message.attempt());
        } catch (RuntimeException e) {
            log.warn("the retry delay of the outbox failed; using the standard one", e);
            delay = RetryDelay.standard().afterAttempt(message.attempt());
        }
        return Math.max(0, (delay.compareTo(LONGEST_DELAY) > 0 ? LONGEST_DELAY : delay).toMillis());
    }

    private void tell(Unrecorded done) {
        List<FailedEvent> failed = done.outcome.failed();
        for (int i = 0; i < failed.size() && i < MOST_LOGGED; i++) {
            OutboxMessage message = done.batch.failed().get(i);
            Long delay = failed.get(i).delayMillis();
            if (delay == null) {
                log.error(
                        "{} failed, has no attempts left, and blocks its aggregate until it is skipped or resent",
                        message,
                        done.batch.error(message));
            } else {
                log.warn("{} failed; next attempt in {} ms", message, delay, done.batch.error(message));
            }
        }
        if (failed.size() > MOST_LOGGED) {
            log.warn("{} more events of the same batch failed", failed.size() - MOST_LOGGED);
        }
    }

    private Duration idle(OptionalLong dueMillis) {
        long wait = Math.min(pollNanos, settings.pollInterval().toNanos());
        pollNanos = Math.min(pollNanos * 2, settings.pollInterval().toNanos());
        return Duration.ofNanos(Math.min(
                wait,
                Duration.ofMillis(dueMillis.orElse(Long.MAX_VALUE / 1_000_000)).toNanos()));
    }

    private List<OutboxMessage> messages(Fetched fetched) {
        List<OutboxMessage> messages = new ArrayList<>(fetched.events().size());
        for (StoredEvent event : fetched.events()) {
            messages.add(new OutboxMessage(
                    event.id(),
                    event.aggregateType(),
                    event.aggregateId(),
                    event.eventType(),
                    event.payload(),
                    headers.apply(event.headers()),
                    event.createdAt(),
                    event.attempt()));
        }
        return List.copyOf(messages);
    }

    /** A batch that went through the sink. */
    private record Unrecorded(Fetched fetched, Dispatch batch, Sent outcome) {}

    /**
     * How a relay is doing.
     *
     * @param hasLease whether this instance is the one that sends
     * @param sent events since the start of the relay
     * @param sinkError why the sink cannot send anything; null if it can
     * @param error what the last round failed of otherwise; null if it did not
     */
    public record Status(
            boolean hasLease,
            long sent,
            @Nullable String sinkError,
            @Nullable String error) {}
}
