package io.pgqueue.benchmarks.contestant.peer;

import static org.assertj.core.api.Assertions.assertThat;

import io.pgqueue.benchmarks.contestant.Contestant;
import io.pgqueue.benchmarks.contestant.Load;
import io.pgqueue.benchmarks.server.BenchDatabase;
import io.pgqueue.benchmarks.server.BenchServer;
import java.time.Duration;
import java.util.concurrent.locks.LockSupport;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;

class PeerContestantsTest {

    private static final int BATCHED = 500;
    /** It is slow enough that more would make a long test. */
    private static final int BATCHED_IN_QUARTZ = 100;

    private static final int SINGLE = 20;
    private static final Duration PATIENCE = Duration.ofSeconds(60);

    private static BenchServer server;

    @BeforeAll
    static void startServer() throws Exception {
        server = BenchServer.start();
    }

    @AfterAll
    static void stopServer() throws Exception {
        server.close();
    }

    @Test
    void dbSchedulerRunsEachTaskOnceRoundAfterRound() throws Exception {
        BenchDatabase database = server.create();
        try (Contestant contestant = new DbSchedulerContestant(database)) {
            assertThat(contestant.configuration()).startsWith("db-scheduler 16.");
            runTwoRounds(contestant, BATCHED);
        }
    }

    @Test
    void jobRunrRunsEachTaskOnceRoundAfterRound() throws Exception {
        BenchDatabase database = server.create();
        try (Contestant contestant = new JobRunrContestant(database)) {
            assertThat(contestant.configuration()).startsWith("JobRunr 8.");
            runTwoRounds(contestant, BATCHED);
        }
    }

    @Test
    void quartzRunsEachTaskOnceRoundAfterRound() throws Exception {
        BenchDatabase database = server.create();
        try (Contestant contestant = new QuartzContestant(database)) {
            assertThat(contestant.configuration()).startsWith("Quartz 2.");
            runTwoRounds(contestant, BATCHED_IN_QUARTZ);
        }
    }

    private static void runTwoRounds(Contestant contestant, int batched) throws Exception {
        int all = batched + SINGLE;
        contestant.install();
        for (int round = 0; round < 2; round++) {
            contestant.enqueue(Load.of(batched).withPerCall(100).withThreads(2));
            contestant.enqueue(Load.of(SINGLE).withPerCall(1).withThreads(2));
            assertThat(contestant.remaining()).isEqualTo(all);
            assertThat(contestant.handled()).isZero();

            contestant.start();
            awaitDone(contestant, all);
            contestant.stop();

            assertThat(contestant.handled()).isEqualTo(all);
            contestant.reset();
            assertThat(contestant.handled()).isZero();
            assertThat(contestant.remaining()).isZero();
        }
    }

    private static void awaitDone(Contestant contestant, int all) throws Exception {
        long begun = System.nanoTime();
        while (contestant.handled() < all || contestant.remaining() > 0) {
            assertThat(Duration.ofNanos(System.nanoTime() - begun)).isLessThan(PATIENCE);
            LockSupport.parkNanos(Duration.ofMillis(5).toNanos());
        }
    }
}
