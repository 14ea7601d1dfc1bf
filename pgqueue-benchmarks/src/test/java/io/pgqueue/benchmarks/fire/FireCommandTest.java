package io.pgqueue.benchmarks.fire;

import static org.assertj.core.api.Assertions.assertThat;

import io.pgqueue.benchmarks.Benchmarks;
import java.nio.file.Path;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.condition.EnabledOnOs;
import org.junit.jupiter.api.condition.OS;
import org.junit.jupiter.api.io.TempDir;
import picocli.CommandLine;

/** The short form of a run: each fault once. */
@Tag("slow")
@EnabledOnOs(value = OS.LINUX, disabledReason = "signals, namespaces and mounts")
class FireCommandTest {

    @TempDir
    Path folder;

    @Test
    void noRuleIsBrokenWhateverBreaks() {
        int exit = new CommandLine(new Benchmarks()).execute("fire", "--short", "--work=" + folder);

        assertThat(exit).isZero();
    }

    @Test
    void aPlantedBugIsFound() {
        int exit = new CommandLine(new Benchmarks())
                .execute("fire", "--faults=4", "--plant=LOST_OUTCOME", "--work=" + folder);

        assertThat(exit).isEqualTo(FireCommand.BROKEN);
    }
}
