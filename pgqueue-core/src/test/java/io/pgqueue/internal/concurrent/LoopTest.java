package io.pgqueue.internal.concurrent;

import static org.assertj.core.api.Assertions.assertThat;

import java.time.Duration;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.Semaphore;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.concurrent.atomic.AtomicReference;
import org.awaitility.Awaitility;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.slf4j.LoggerFactory;

class LoopTest {

    private static final Duration LONG = Duration.ofSeconds(30);

    private final Semaphore rounds = new Semaphore(0);
    private Loop loop;

    @AfterEach
    void stop() {
        loop.stop(Duration.ZERO);
    }

    @Test
    void repeatsItsStep() throws Exception {
        start(() -> Duration.ZERO);

        awaitRounds(3);
    }

    @Test
    void beginsTheNextRoundWhenItIsWoken() throws Exception {
        start(() -> LONG);
        awaitRounds(1);

        loop.wake();

        awaitRounds(1);
    }

    @Test
    void doesNotMissAWakeUpDuringItsRound() throws Exception {
        start(() -> {
            if (rounds.availablePermits() == 0) {
                loop.wake();
            }
            return LONG;
        });

        awaitRounds(2);
    }

    @Test
    void survivesWhateverItsStepThrows() throws Exception {
        AtomicInteger round = new AtomicInteger();
        start(() -> switch (round.incrementAndGet()) {
            case 1 -> throw new IllegalStateException("an exception");
            case 2 -> throw new StackOverflowError("an error");
            case 3 -> throw new InterruptedException("a stray one");
            default -> LONG;
        });

        awaitRounds(4);
        Awaitility.await().until(() -> loop.outage().lastError() == null);
    }

    @Test
    void survivesAStrayInterrupt() throws Exception {
        AtomicReference<Thread> thread = new AtomicReference<>();
        start(() -> {
            thread.set(Thread.currentThread());
            return LONG;
        });
        awaitRounds(1);

        thread.get().interrupt();
        loop.wake();

        awaitRounds(1);
        assertThat(thread.get().isAlive()).isTrue();
    }

    @Test
    void waitsAfterAFailureThoughItIsNotAsked() throws Exception {
        start(() -> {
            throw new IllegalStateException("always");
        });

        awaitRounds(3);
        assertThat(loop.outage().lastError()).isEqualTo("always");
    }

    @Test
    void endsAfterItsRound() throws Exception {
        start(() -> LONG);
        awaitRounds(1);

        assertThat(loop.stop(LONG)).isTrue();
        assertThat(loop.stop(LONG)).isTrue();
        assertThat(loop.isStopping()).isTrue();
    }

    @Test
    void endsThoughItWasNeverStarted() {
        loop = new Loop("test", "testing", LoggerFactory.getLogger(LoopTest.class), () -> LONG);

        assertThat(loop.stop(LONG)).isTrue();
    }

    @Test
    void interruptsARoundThatTakesTooLong() throws Exception {
        CountDownLatch interrupted = new CountDownLatch(1);
        start(() -> {
            rounds.release();
            try {
                new CountDownLatch(1).await();
            } catch (InterruptedException e) {
                interrupted.countDown();
                throw e;
            }
            return LONG;
        });
        awaitRounds(1);

        assertThat(loop.stop(Duration.ofMillis(20))).isFalse();

        assertThat(interrupted.await(20, TimeUnit.SECONDS)).isTrue();
    }

    private void start(Loop.Step step) {
        loop = new Loop("test", "testing", LoggerFactory.getLogger(LoopTest.class), () -> {
            try {
                return step.run();
            } finally {
                rounds.release();
            }
        });
        loop.start();
    }

    private void awaitRounds(int count) throws InterruptedException {
        assertThat(rounds.tryAcquire(count, 20, TimeUnit.SECONDS)).isTrue();
    }
}
