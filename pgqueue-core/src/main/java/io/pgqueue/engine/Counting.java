package io.pgqueue.engine;

import io.pgqueue.engine.EngineCounts.KindCounts;
import io.pgqueue.internal.concurrent.KindTally;
import io.pgqueue.internal.concurrent.KindTally.Event;
import io.pgqueue.internal.concurrent.Tally;
import io.pgqueue.internal.maintenance.MinuteService;
import io.pgqueue.internal.maintenance.SampleService;
import io.pgqueue.internal.store.Database;
import io.pgqueue.internal.store.KindCatalog;
import io.pgqueue.internal.store.MaintenanceStore;
import io.pgqueue.internal.store.ThroughputStore;
import java.time.Duration;
import java.util.function.IntSupplier;

/** What an instance counts, be it started or not: tasks for all, in the database, and what happens here, in memory. */
record Counting(KindCatalog catalog, Tally tally, SampleService sample, MinuteService minutes) {

    /** @param worker the id of this instance; 0 while it has none */
    static Counting of(
            KindCatalog catalog, Tally tally, Database database, MaintenanceStore store, IntSupplier worker) {
        MinuteService minutes = new MinuteService(new ThroughputStore(database), tally, worker);
        return new Counting(catalog, tally, new SampleService(store, minutes::runIfDue), minutes);
    }

    void start() {
        sample.start();
    }

    void stop(Duration timeout) {
        sample.stop(timeout);
        if (!sample.isFailing()) {
            minutes.writeLast(timeout);
        }
    }

    EngineCounts counts() {
        return new EngineCounts(
                tally.kinds().entrySet().stream()
                        .map(entry -> counts(catalog.nameOf(entry.getKey()), entry.getValue()))
                        .toList(),
                tally.of(Tally.Event.RECONNECTED),
                tally.of(Tally.Event.PURGED_TASK),
                tally.of(Tally.Event.PURGED_TRANSITION),
                tally.of(Tally.Event.PURGED_EVENT));
    }

    private static KindCounts counts(String kind, KindTally tally) {
        return new KindCounts(
                kind,
                tally.of(Event.ENQUEUED),
                tally.of(Event.DUPLICATE),
                tally.of(Event.SUCCEEDED),
                tally.of(Event.FAILED),
                tally.of(Event.RETRIED),
                tally.of(Event.USED_UP),
                tally.of(Event.CANCELLED),
                tally.of(Event.RESCUED),
                tally.of(Event.REFUSED));
    }
}
