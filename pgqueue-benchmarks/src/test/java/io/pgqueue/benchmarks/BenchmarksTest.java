package io.pgqueue.benchmarks;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.PrintWriter;
import java.io.StringWriter;
import java.nio.file.Files;
import java.nio.file.Path;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import picocli.CommandLine;

class BenchmarksTest {

    @TempDir
    Path folder;

    @Test
    void measuresInProcessesOfItsOwnAndWritesTheReport() throws Exception {
        int exit = new CommandLine(new Benchmarks())
                .execute(
                        "--measures=wal",
                        "--peers=none",
                        "--tasks=2000",
                        "--rounds=1",
                        "--out=" + folder.resolve("docs"),
                        "--work=" + folder.resolve("work"));

        assertThat(exit).isZero();
        assertThat(Files.readString(folder.resolve("docs/benchmarks.md")))
                .contains("Write-ahead log", "enqueue to deletion", "closed tasks kept", "fsync")
                .doesNotContain("failed")
                .doesNotContain(folder.toString());
    }

    @Test
    void refusesAMeasureThatItDoesNotKnow() {
        StringWriter errors = new StringWriter();

        int exit = new CommandLine(new Benchmarks())
                .setErr(new PrintWriter(errors))
                .execute("--measures=speed", "--peers=none");

        assertThat(exit).isEqualTo(CommandLine.ExitCode.USAGE);
        assertThat(errors.toString()).contains("'speed' is none of [throughput, single-enqueue,");
    }
}
