package io.pgqueue.benchmarks.fire.stage;

import java.io.File;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.util.List;
import java.util.concurrent.TimeUnit;

/** Programs of the operating system. */
final class Commands {

    private static final long LONGEST_SECONDS = 60;

    private Commands() {}

    /**
     * Runs a command to its end.
     *
     * @throws IOException if it cannot be run, fails, or takes longer than a minute
     */
    static void run(List<String> command) throws IOException {
        Process process = new ProcessBuilder(command)
                .redirectErrorStream(true)
                .redirectInput(ProcessBuilder.Redirect.from(new File("/dev/null")))
                .start();
        String said = new String(process.getInputStream().readAllBytes(), StandardCharsets.UTF_8);
        try {
            if (!process.waitFor(LONGEST_SECONDS, TimeUnit.SECONDS) || process.exitValue() != 0) {
                throw new IOException(String.join(" ", command) + " failed: " + said);
            }
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            throw new IOException(e);
        }
    }

    /** Sends a signal to processes; those that have ended meanwhile do not matter. */
    static void signal(String signal, List<Long> pids) throws IOException {
        if (!pids.isEmpty()) {
            String all = String.join(" ", pids.stream().map(String::valueOf).toList());
            run(List.of("sh", "-c", "kill -" + signal + " " + all + " 2>/dev/null || true"));
        }
    }

    /** Whether this process may do what only root may. */
    static boolean isRoot() {
        return System.getProperty("user.name", "").equals("root");
    }
}
