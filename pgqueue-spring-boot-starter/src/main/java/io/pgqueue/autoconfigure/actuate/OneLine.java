package io.pgqueue.autoconfigure.actuate;

import java.util.regex.Pattern;

/** What a caller has said, fit for a log. */
public final class OneLine {

    // line ends of every kind, what steers a terminal, and what turns the direction of writing
    private static final Pattern CONTROLS = Pattern.compile("[\\p{Cc}\\p{Cf}\\p{Zl}\\p{Zp}]+");

    private OneLine() {}

    /** A text with a space in the place of control characters, so that none of it looks like another line of the log. */
    public static String of(String text) {
        return CONTROLS.matcher(text).replaceAll(" ");
    }
}
