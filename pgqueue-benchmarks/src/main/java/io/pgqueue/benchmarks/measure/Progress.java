package io.pgqueue.benchmarks.measure;

import java.io.PrintStream;

/** Says on the terminal what goes on, with the time since the beginning. */
public final class Progress {

    private final PrintStream out;
    private final long begun = System.nanoTime();

    public Progress(PrintStream out) {
        this.out = out;
    }

    @SuppressWarnings("AnnotateFormatMethod") // its annotation would be one more library
    public void say(String format, Object... arguments) {
        long seconds = (System.nanoTime() - begun) / 1_000_000_000;
        out.printf("[%3d:%02d] %s%n", seconds / 60, seconds % 60, String.format(format, arguments));
    }
}
