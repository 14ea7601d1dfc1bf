package io.pgqueue.autoconfigure.lifecycle;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import io.pgqueue.TaskProcessing;
import java.time.Duration;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicInteger;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;

class ProcessingLifecycleTest {

    private final FakeProcessing processing = new FakeProcessing();
    private final AtomicInteger firstStarts = new AtomicInteger();
    private ProcessingLifecycle lifecycle = lifecycle(true);

    @AfterEach
    void stop() {
        lifecycle.stop();
    }

    @Test
    void startsAndStopsWithTheContext() {
        lifecycle.start();
        assertThat(processing.isRunning()).isTrue();

        lifecycle.stop();
        assertThat(processing.isRunning()).isFalse();
        assertThat(processing.lastTimeout).isEqualTo(Duration.ofSeconds(20));
    }

    @Test
    void startsLastAndStopsFirst() {
        assertThat(lifecycle.getPhase()).isEqualTo(Integer.MAX_VALUE);
    }

    @Test
    void tellsTheContextWhenItHasStopped() throws Exception {
        CountDownLatch told = new CountDownLatch(1);
        lifecycle.start();

        lifecycle.stop(told::countDown);

        assertThat(told.await(10, TimeUnit.SECONDS)).isTrue();
        assertThat(processing.isRunning()).isFalse();
    }

    @Test
    void runsAgainAfterTheContextWasRestarted() {
        lifecycle.start();
        lifecycle.stop();
        lifecycle.start();

        assertThat(processing.isRunning()).isTrue();
        assertThat(firstStarts).hasValue(1);
    }

    @Test
    void doesNotUndoAStopByHandWhenTheContextIsRestarted() {
        lifecycle.start();
        processing.stop(Duration.ZERO);

        lifecycle.stop();
        lifecycle.start();

        assertThat(processing.isRunning()).isFalse();
    }

    @Test
    void doesNotStartWhereItIsSwitchedOff() {
        lifecycle = lifecycle(false);

        lifecycle.start();

        assertThat(processing.isRunning()).isFalse();
        assertThat(lifecycle.isRunning()).isTrue();
        assertThat(firstStarts).hasValue(0);
    }

    @Test
    void isSwitchedWhileTheContextRuns() {
        lifecycle.start();

        lifecycle.disable();
        await().until(() -> !processing.isRunning());

        lifecycle.enable();
        assertThat(processing.isRunning()).isTrue();
    }

    @Test
    void endsAsItWasSwitchedLast() {
        lifecycle.start();

        for (int i = 0; i < 100; i++) {
            lifecycle.disable();
            lifecycle.enable();
        }

        await().during(Duration.ofMillis(200)).until(processing::isRunning);
    }

    @Test
    void waitsForTheContextWhenItIsSwitchedOnMeanwhile() {
        lifecycle = lifecycle(false);
        lifecycle.start();
        lifecycle.stop();

        lifecycle.enable();
        assertThat(processing.isRunning()).isFalse();

        lifecycle.start();
        assertThat(processing.isRunning()).isTrue();
    }

    @Test
    void keepsTheJvmAliveWhileItRuns() {
        lifecycle.start();
        Thread keeper = keeper();
        assertThat(keeper).isNotNull();
        assertThat(keeper.isDaemon()).isFalse();

        lifecycle.stop();
        await().until(() -> !keeper.isAlive());
    }

    private static Thread keeper() {
        Thread[] threads = new Thread[Thread.activeCount() + 100];
        int count = Thread.enumerate(threads);
        for (int i = 0; i < count; i++) {
            if (threads[i].getName().equals("pgqueue-keep-alive")) {
                return threads[i];
            }
        }
        return null;
    }

    private ProcessingLifecycle lifecycle(boolean wanted) {
        return new ProcessingLifecycle(processing, wanted, Duration.ofSeconds(20), firstStarts::incrementAndGet);
    }

    private static final class FakeProcessing implements TaskProcessing {
        private volatile boolean running;
        private volatile Duration lastTimeout;

        @Override
        public void start() {
            running = true;
        }

        @Override
        public boolean stop(Duration timeout) {
            running = false;
            lastTimeout = timeout;
            return true;
        }

        @Override
        public boolean isRunning() {
            return running;
        }

        @Override
        public boolean awaitStop(Duration timeout) {
            return !running;
        }
    }
}
