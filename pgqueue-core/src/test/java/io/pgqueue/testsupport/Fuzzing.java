package io.pgqueue.testsupport;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import org.junit.jupiter.api.Assumptions;

/**
 * Runs a fuzz target under Jazzer, which mutates inputs so that they reach branches of pgqueue's code that none has reached
 * before. In a JVM of its own, since Jazzer instruments and ends its JVM. A target is a class with a method
 * {@code public static void fuzzerTestOneInput(FuzzedDataProvider)} that throws what is not expected.
 */
public final class Fuzzing {

    private static final String RUNS = System.getProperty("fuzz.runs", "20000");

    private Fuzzing() {}

    /**
     * Fails with the target's error and the input that led to it.
     *
     * @param directory for the input that was found
     * @param seeds inputs to begin with
     */
    public static void run(Class<?> target, Path directory, String... seeds) throws Exception {
        Assumptions.assumeTrue(hasJazzer(), "Jazzer has no binary for this platform");
        Path corpus = Files.createDirectory(directory.resolve("corpus"));
        for (int i = 0; i < seeds.length; i++) {
            Files.writeString(corpus.resolve("seed-" + i), seeds[i]);
        }
        Path output = directory.resolve("output");
        List<String> command = new ArrayList<>(List.of(
                Path.of(System.getProperty("java.home"), "bin", "java").toString(),
                "-Xmx512m",
                "-XX:+UseSerialGC",
                "-XX:TieredStopAtLevel=1",
                "-XX:+EnableDynamicAgentLoading",
                "-cp",
                System.getProperty("java.class.path"),
                "com.code_intelligence.jazzer.Jazzer",
                "--target_class=" + target.getName(),
                "--instrumentation_includes=io.pgqueue.**",
                "--reproducer_path=" + directory,
                "-artifact_prefix=" + directory + "/",
                "-seed=2026",
                "-runs=" + RUNS,
                "-max_len=300",
                corpus.toString()));
        int exit = start(command, output).waitFor();
        String said = Files.readString(output, StandardCharsets.ISO_8859_1);
        assertThat(exit).as(said.substring(Math.max(0, said.length() - 8_000))).isZero();
        assertThat(said).contains("Done " + RUNS + " runs");
    }

    private static Process start(List<String> command, Path output) throws IOException {
        return new ProcessBuilder(command)
                .redirectErrorStream(true)
                .redirectOutput(output.toFile())
                .start();
    }

    private static boolean hasJazzer() {
        String system = System.getProperty("os.name").toLowerCase(Locale.ROOT);
        boolean amd64 = List.of("amd64", "x86_64").contains(System.getProperty("os.arch"));
        return system.startsWith("mac") || amd64 && (system.startsWith("linux") || system.startsWith("windows"));
    }
}
