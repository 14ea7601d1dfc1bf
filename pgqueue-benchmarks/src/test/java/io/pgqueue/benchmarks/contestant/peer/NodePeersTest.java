package io.pgqueue.benchmarks.contestant.peer;

import static org.assertj.core.api.Assertions.assertThat;
import static org.junit.jupiter.api.Assumptions.assumeTrue;

import io.pgqueue.benchmarks.contestant.Load;
import io.pgqueue.benchmarks.contestant.RemoteContestant;
import io.pgqueue.benchmarks.server.BenchServer;
import java.io.IOException;
import java.nio.file.Path;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class NodePeersTest {

    @TempDir
    static Path folder;

    @ParameterizedTest
    @ValueSource(strings = {"graphile-worker", "pg-boss"})
    void runsEachTaskOnceRoundAfterRound(String name) throws Exception {
        assumeTrue(isThere("node") && isThere("npm"), "Node and npm are not there");
        NodePeers node = NodePeers.install(folder.resolve("node"));
        try (BenchServer server = BenchServer.start();
                RemoteContestant peer = node.launch(name, name, server.create(), folder.resolve(name + ".log"))) {
            assertThat(peer.configuration()).startsWith(name);
            peer.call("install");
            for (int round = 0; round < 2; round++) {
                peer.enqueue(Load.of(500).withPerCall(100).withThreads(2));
                peer.enqueue(Load.of(20).withPerCall(1).withThreads(2));
                assertThat(remaining(peer)).isEqualTo(520);

                peer.drain(520, 60);

                assertThat(remaining(peer)).isZero();
                peer.call("reset");
                assertThat(peer.call("handled").path("handled").asLong()).isZero();
            }
        }
    }

    private static long remaining(RemoteContestant peer) throws IOException {
        return peer.call("remaining").path("remaining").asLong();
    }

    private static boolean isThere(String program) throws InterruptedException {
        try {
            return new ProcessBuilder(program, "--version")
                            .redirectErrorStream(true)
                            .redirectOutput(ProcessBuilder.Redirect.DISCARD)
                            .start()
                            .waitFor()
                    == 0;
        } catch (IOException e) {
            return false;
        }
    }
}
