package io.pgqueue.internal.concurrent;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.concurrent.CompletableFuture;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.Test;

class SignalTest {

    private final Signal signal = new Signal();

    @Test
    void isRememberedUntilSomebodyWaits() throws Exception {
        signal.raise();

        assertThat(signal.await(0)).isTrue();
    }

    @Test
    void isTakenByWhoeverWaits() throws Exception {
        signal.raise();
        signal.raise();
        signal.await(0);

        assertThat(signal.await(1)).isFalse();
    }

    @Test
    void wakesWhoeverWaits() {
        CompletableFuture<Boolean> woken = CompletableFuture.supplyAsync(() -> {
            try {
                return signal.await(TimeUnit.SECONDS.toNanos(30));
            } catch (InterruptedException e) {
                return false;
            }
        });

        signal.raise();

        assertThat(woken.orTimeout(20, TimeUnit.SECONDS).join()).isTrue();
    }
}
