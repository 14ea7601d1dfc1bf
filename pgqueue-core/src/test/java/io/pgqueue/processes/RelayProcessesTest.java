package io.pgqueue.processes;

import java.nio.file.Path;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.condition.DisabledOnOs;
import org.junit.jupiter.api.condition.OS;
import org.junit.jupiter.api.io.TempDir;

@Tag("slow")
@DisabledOnOs(value = OS.WINDOWS, disabledReason = "no signals")
class RelayProcessesTest {

    @TempDir
    Path directory;

    @Test
    void anotherProcessSendsWithin15SecondsWhenTheRelayIsKilled() throws Exception {
        Cluster.play(directory, new RelayScenario(false));
    }

    @Test
    void aRelayThatWasFrozenSendsNothingMoreAndIsRefused() throws Exception {
        Cluster.play(directory, new RelayScenario(true));
    }
}
