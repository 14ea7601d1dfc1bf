package io.pgqueue.benchmarks.contestant;

/**
 * What tasks carry: as JSON about as many bytes as asked for.
 *
 * @param number of the task
 * @param at when it was enqueued, microseconds since 1970; 0 where nobody asks
 * @param note fills it up
 */
public record Payload(long number, long at, String note) {

    /** What the other fields and their names take. */
    private static final int FRAME = 44;

    private static final String WORDS = "the quick brown fox jumps over the lazy dog and runs into the night ";

    /** A text that makes a payload as long as asked. */
    public static String note(int payloadBytes) {
        int length = Math.max(0, payloadBytes - FRAME);
        return WORDS.repeat(length / WORDS.length() + 1).substring(0, length);
    }
}
