package io.pgqueue.internal.store;

import java.io.PrintWriter;
import java.io.StringWriter;
import java.util.regex.Pattern;
import org.jspecify.annotations.Nullable;

/** An exception in the form in which it is kept: bounded, and without what {@code jsonb} cannot store. */
public final class ErrorText {

    private static final int MAX_MESSAGE = 2_000;
    private static final int MAX_STACK_TRACE = 8_000;
    // line ends of every kind, what steers a terminal, and what turns the direction of writing
    private static final Pattern CONTROLS = Pattern.compile("[\\p{Cc}\\p{Cf}\\p{Zl}\\p{Zp}]+");

    private ErrorText() {}

    public static Outcome.KeptError of(Throwable error) {
        StringWriter trace = new StringWriter();
        error.printStackTrace(new PrintWriter(trace, true));
        return of(error.getClass().getName(), String.valueOf(error.getMessage()), trace.toString());
    }

    public static Outcome.KeptError of(String type, String message, String stackTrace) {
        return new Outcome.KeptError(type, bounded(message, MAX_MESSAGE), bounded(stackTrace, MAX_STACK_TRACE));
    }

    /** A thread's stack as a text. */
    public static String stackOf(Thread thread) {
        StringBuilder text = new StringBuilder();
        for (StackTraceElement element : thread.getStackTrace()) {
            text.append("\tat ").append(element).append('\n');
        }
        return text.toString();
    }

    /** With a space in the place of control characters, so that none of it looks like another line of the log. */
    public static String oneLine(@Nullable String text) {
        return CONTROLS.matcher(String.valueOf(text)).replaceAll(" ");
    }

    public static String bounded(String text, int limit) {
        StringBuilder safe = new StringBuilder(Math.min(text.length(), limit));
        for (int i = 0; i < text.length() && safe.length() < limit; i++) {
            char c = text.charAt(i);
            boolean pair = Character.isHighSurrogate(c)
                    && i + 1 < text.length()
                    && Character.isLowSurrogate(text.charAt(i + 1));
            if (pair && safe.length() + 2 <= limit) {
                safe.append(c).append(text.charAt(++i));
            } else {
                safe.append(c == '\0' || Character.isSurrogate(c) ? '\uFFFD' : c);
            }
        }
        return safe.toString();
    }
}
