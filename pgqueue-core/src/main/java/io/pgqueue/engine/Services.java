package io.pgqueue.engine;

import io.pgqueue.internal.concurrent.Announcer;
import io.pgqueue.internal.maintenance.PurgeService;
import io.pgqueue.internal.maintenance.RescueService;
import io.pgqueue.internal.outbox.Relay;
import io.pgqueue.internal.schedule.ScheduleService;
import java.time.Duration;
import org.jspecify.annotations.Nullable;

/** What runs beside the work from a start to a stop: rescue, purge, schedules, and the relay where there is a sink. */
final class Services {

    private final RescueService rescue;
    private final PurgeService purge;
    private final ScheduleService schedules;
    private final @Nullable Relay relay;
    private final Announcer announcer;

    /** Services that are yet to be started. */
    Services(
            RescueService rescue,
            PurgeService purge,
            ScheduleService schedules,
            @Nullable Relay relay,
            Announcer announcer) {
        this.rescue = rescue;
        this.purge = purge;
        this.schedules = schedules;
        this.relay = relay;
        this.announcer = announcer;
    }

    void start() {
        rescue.start();
        purge.start();
        schedules.start();
        if (relay != null) {
            relay.start();
        }
    }

    /** Asks them to begin nothing more. */
    void stopSoon() {
        rescue.stopSoon();
        purge.stopSoon();
        schedules.stopSoon();
        if (relay != null) {
            relay.stopSoon();
        }
    }

    /** Lets the sink end what it is at, and tells the other instances that they may send. */
    void stopRelay(Duration timeout) {
        if (relay != null && relay.stop(timeout)) {
            announcer.workAvailable(Announcer.OUTBOX);
        }
    }

    /** Waits for the others, until a time by {@link System#nanoTime}. */
    void stop(long deadlineNanos) {
        rescue.stop(until(deadlineNanos));
        purge.stop(until(deadlineNanos));
        schedules.stop(until(deadlineNanos));
    }

    /** A schedule's slot may have come closer. */
    void schedulesChanged() {
        schedules.wake();
    }

    /** Events may have been published. */
    void eventsArrived() {
        if (relay != null) {
            relay.newsArrived();
        }
    }

    OutboxState outboxState() {
        if (relay == null) {
            return OutboxState.STOPPED;
        }
        Relay.Status status = relay.status();
        return new OutboxState(status.hasLease(), status.sent(), status.sinkError(), status.error());
    }

    /** What is left until a time by {@link System#nanoTime}; not negative. */
    static Duration until(long deadlineNanos) {
        return Duration.ofNanos(Math.max(deadlineNanos - System.nanoTime(), 0));
    }
}
