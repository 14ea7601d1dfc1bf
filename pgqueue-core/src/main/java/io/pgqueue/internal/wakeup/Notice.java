package io.pgqueue.internal.wakeup;

import java.util.ArrayList;
import java.util.Arrays;
import java.util.Collection;
import java.util.List;
import java.util.Optional;
import java.util.stream.Collectors;

/**
 * What one instance tells the others: that there is work, which running tasks somebody asked to cancel, and that there
 * are events, for which the kind 0 stands, that something was set for kinds at run time, for which -1 stands, or that schedules
 * have changed, for which -2 stands.
 *
 * @param sender the instance that sent it
 */
record Notice(String sender, boolean work, boolean events, boolean overrides, boolean schedules, List<Long> cancelled) {

    /** A notification holds less than 8,000 bytes; the rest of a longer list is learned by the next beat. */
    private static final int MAX_CANCELLED = 200;

    /** The lowest, and so the first in the list; instances that do not know it look for work. */
    private static final String EVENTS = "0";

    /** Instances that do not know it look for work, too. */
    private static final String OVERRIDES = "-1";

    /** Likewise. */
    private static final String SCHEDULES = "-2";

    static String format(String sender, Collection<Integer> kinds, Collection<Long> cancelled) {
        return sender
                + ';'
                + kinds.stream()
                        .sorted()
                        .limit(MAX_CANCELLED)
                        .map(String::valueOf)
                        .collect(Collectors.joining(","))
                + ';'
                + cancelled.stream().limit(MAX_CANCELLED).map(String::valueOf).collect(Collectors.joining(","));
    }

    /** Empty for a text that is not ours. A bare text, as a script may send it, means work. */
    static Optional<Notice> parse(String text) {
        String[] parts = text.split(";", -1);
        if (parts.length != 3) {
            return Optional.of(new Notice("", true, true, true, true, List.of()));
        }
        try {
            List<Long> cancelled = parts[2].isEmpty()
                    ? List.of()
                    : Arrays.stream(parts[2].split(",")).map(Long::valueOf).toList();
            List<String> kinds = new ArrayList<>(parts[1].isEmpty() ? List.of() : List.of(parts[1].split(",")));
            boolean events = kinds.remove(EVENTS);
            boolean overrides = kinds.remove(OVERRIDES);
            boolean schedules = kinds.remove(SCHEDULES);
            return Optional.of(new Notice(parts[0], !kinds.isEmpty(), events, overrides, schedules, cancelled));
        } catch (NumberFormatException e) {
            return Optional.empty();
        }
    }
}
