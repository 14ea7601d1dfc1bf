package io.pgqueue.engine;

import io.pgqueue.internal.outbox.Relay;
import io.pgqueue.internal.store.MaintenanceStore;
import io.pgqueue.internal.store.SlotStore;
import io.pgqueue.internal.store.WorkerStore;
import java.util.function.Supplier;
import org.jspecify.annotations.Nullable;

/**
 * The stores of what is not work itself.
 *
 * @param relays makes a relay of the outbox; null where there is no sink
 */
record ProcessingStores(
        WorkerStore workers,
        MaintenanceStore maintenance,
        SlotStore slots,
        @Nullable Supplier<Relay> relays) {

    @Nullable
    Relay relay() {
        return relays == null ? null : relays.get();
    }
}
