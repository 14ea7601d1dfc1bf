package io.pgqueue.internal.outbox;

import static org.assertj.core.api.Assertions.assertThat;

import io.pgqueue.outbox.OutboxMessage;
import java.time.Instant;
import java.util.List;
import java.util.Map;
import java.util.concurrent.atomic.AtomicBoolean;
import org.junit.jupiter.api.Test;

class DispatchTest {

    private static final OutboxMessage FIRST = event(1);
    private static final OutboxMessage SECOND = event(2);

    /** As when the lease is prolonged late: the second one would overtake the first, which is sent again later. */
    @Test
    void letsNothingThroughOnceAnEventWasLeftOut() {
        AtomicBoolean held = new AtomicBoolean();
        Dispatch batch = new Dispatch(List.of(FIRST, SECOND), held::get);
        assertThat(batch.maySend(FIRST)).isFalse();

        held.set(true);

        assertThat(batch.maySend(SECOND)).isFalse();
    }

    private static OutboxMessage event(long id) {
        return new OutboxMessage(id, "order", "1", "order-placed", null, Map.of(), Instant.EPOCH, 1);
    }
}
