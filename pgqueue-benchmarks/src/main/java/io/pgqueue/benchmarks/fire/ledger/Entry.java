package io.pgqueue.benchmarks.fire.ledger;

/**
 * A line of the ledger. What an event does not have is 0 or {@code -}.
 *
 * @param process who wrote it
 * @param id of the task or event
 * @param number see {@link Event}
 * @param mark of the transaction; of the run, where a task began or ended
 * @param kind of the task
 * @param key {@code order:} and an ordering key, {@code once:} and an external key, an event's aggregate, or a {@link CancelAnswer}
 */
public record Entry(String process, Event event, long id, int number, String mark, String kind, String key) {

    static final String NONE = "-";
    static final String ORDER = "order:";
    static final String ONCE = "once:";

    private static final int FIELDS = 7;

    String line() {
        return String.join(" ", process, event.name(), Long.toString(id), Integer.toString(number), mark, kind, key);
    }

    /**
     * Reads a line.
     *
     * @throws IllegalArgumentException if it is none
     */
    static Entry parse(String line) {
        String[] fields = line.split(" ", -1);
        if (fields.length != FIELDS) {
            throw new IllegalArgumentException("no line of a ledger: '" + line + "'");
        }
        return new Entry(
                fields[0],
                Event.valueOf(fields[1]),
                Long.parseLong(fields[2]),
                Integer.parseInt(fields[3]),
                fields[4],
                fields[5],
                fields[6]);
    }
}
