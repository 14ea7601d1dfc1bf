package io.pgqueue.engine;

import static org.assertj.core.api.Assertions.assertThat;

import java.time.Duration;
import java.util.concurrent.Callable;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;
import org.awaitility.Awaitility;
import org.awaitility.core.ThrowingRunnable;

/** Waits that are long enough for a loaded machine, and end as soon as what is awaited is so. */
final class Eventually {

    private static final Duration LONGEST = Duration.ofSeconds(40);

    private Eventually() {}

    static void holds(Callable<Boolean> condition) {
        Awaitility.await()
                .atMost(LONGEST)
                .pollInterval(Duration.ofMillis(10))
                .pollDelay(Duration.ZERO)
                .until(condition);
    }

    static void passes(ThrowingRunnable assertion) {
        Awaitility.await()
                .atMost(LONGEST)
                .pollInterval(Duration.ofMillis(10))
                .pollDelay(Duration.ZERO)
                .untilAsserted(assertion);
    }

    static void happens(CountDownLatch latch) throws InterruptedException {
        assertThat(latch.await(LONGEST.toSeconds(), TimeUnit.SECONDS)).isTrue();
    }
}
