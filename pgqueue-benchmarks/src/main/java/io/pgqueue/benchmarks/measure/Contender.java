package io.pgqueue.benchmarks.measure;

import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;

/**
 * A contestant as one measure wants it.
 *
 * @param name in the report
 * @param entry which contestant
 * @param properties its own
 * @param jvmOptions of its process
 */
public record Contender(String name, String entry, Map<String, String> properties, List<String> jvmOptions) {

    /** Under which closed tasks are deleted at once. */
    private static final String TTL = "pgqueue.defaults.terminal-ttl";

    /** pgqueue, with closed tasks deleted at once. */
    public static Contender pgqueue() {
        return new Contender("pgqueue", "pgqueue", Map.of(TTL, "0s"), List.of());
    }

    /** pgqueue as it is by default: closed tasks are kept for 72 hours. */
    public static Contender pgqueueThatKeeps() {
        return new Contender("pgqueue, closed tasks kept", "pgqueue", Map.of(), List.of());
    }

    public static Contender floor() {
        return new Contender("floor", "floor", Map.of(), List.of());
    }

    public static Contender floorThatKeeps() {
        return new Contender("floor, closed tasks kept", "floor", Map.of("keep", "true"), List.of());
    }

    /** Whether it is pgqueue, in whatever configuration. */
    boolean isPgqueue() {
        return entry.equals("pgqueue");
    }

    public Contender named(String other) {
        return new Contender(other, entry, properties, jvmOptions);
    }

    public Contender with(String property, String value) {
        Map<String, String> more = new LinkedHashMap<>(properties);
        more.put(property, value);
        return new Contender(name, entry, more, jvmOptions);
    }

    public Contender withJvmOptions(String... options) {
        return new Contender(name, entry, properties, List.of(options));
    }
}
