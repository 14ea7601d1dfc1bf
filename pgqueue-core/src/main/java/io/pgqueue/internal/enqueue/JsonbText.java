package io.pgqueue.internal.enqueue;

import java.util.BitSet;
import org.jspecify.annotations.Nullable;

/**
 * Whether a text is JSON that {@code jsonb} stores and that can be read again. A codec may write what is none (a raw value,
 * NaN), {@code jsonb} refuses some of what is (U+0000, lone surrogates, deep nesting), and readers have limits of their own.
 * All of it is found here, because an error of the server would end the caller's transaction, and one of the reader would
 * cost a task all its attempts. See PostgreSQL's documentation, "JSON Types".
 */
final class JsonbText {

    // what Jackson reads if nobody sets anything; PostgreSQL's own limits are beyond
    static final int MAX_DEPTH = 500;
    static final int MAX_DIGITS = 1_000;
    static final int MAX_NAME = 50_000;

    private final String json;
    private final BitSet objects = new BitSet();
    private int depth;
    private int at;

    private JsonbText(String json) {
        this.json = json;
    }

    /** What is wrong with a text, in words that follow the name of a field, without any of its content; or null. */
    static @Nullable String problem(String json) {
        try {
            new JsonbText(json).read();
            return null;
        } catch (Unfit e) {
            return e.getMessage();
        }
    }

    private void read() {
        value();
        while (depth > 0) {
            boolean inObject = objects.get(depth);
            char c = next();
            if (c == (inObject ? '}' : ']')) {
                depth--;
            } else if (c != ',') {
                throw noJson();
            } else {
                if (inObject) {
                    name();
                }
                value();
            }
        }
        if (!isAtEnd()) {
            throw noJson();
        }
    }

    /** A value; of an array or object only its beginning, up to where a comma or its end is due. */
    private void value() {
        while (true) {
            char c = next();
            if (c != '{' && c != '[') {
                scalar(c);
                return;
            }
            open(c == '{');
            if (isAtEnd() || json.charAt(at) == (c == '{' ? '}' : ']')) {
                return;
            }
            if (c == '{') {
                name();
            }
        }
    }

    private void open(boolean object) {
        depth++;
        if (depth > MAX_DEPTH) {
            throw new Unfit("nests arrays and objects deeper than " + MAX_DEPTH);
        }
        objects.set(depth, object);
    }

    private void scalar(char first) {
        switch (first) {
            case '"' -> text();
            case 't' -> word("true");
            case 'f' -> word("false");
            case 'n' -> word("null");
            default -> number(first);
        }
    }

    private void word(String word) {
        if (!json.startsWith(word, at - 1)) {
            throw noJson();
        }
        at += word.length() - 1;
    }

    private void name() {
        if (next() != '"') {
            throw noJson();
        }
        if (text() > MAX_NAME) {
            throw new Unfit("has a field whose name is longer than " + MAX_NAME + " characters");
        }
        if (next() != ':') {
            throw noJson();
        }
    }

    /** The rest of a text whose quote was read, and how many characters it has. */
    private int text() {
        int length = 0;
        while (true) {
            char c = character();
            if (c == '"') {
                return length;
            }
            if (c < ' ') {
                throw noJson();
            }
            c = c == '\\' ? escaped() : c;
            if (c == 0) {
                throw new Unfit("holds the character U+0000, which jsonb cannot store");
            }
            length++;
            if (Character.isSurrogate(c)) {
                requirePair(c);
                length++;
            }
        }
    }

    private void requirePair(char high) {
        char low = at < json.length() ? character() : 0;
        if (low == '\\') {
            low = escaped();
        }
        if (!Character.isSurrogatePair(high, low)) {
            throw new Unfit("holds half of a surrogate pair, which jsonb cannot store");
        }
    }

    private char escaped() {
        return switch (character()) {
            // none of which means anything to the caller
            case '"', '\\', '/', 'b', 'f', 'n', 'r', 't' -> ' ';
            case 'u' -> unit();
            default -> throw noJson();
        };
    }

    private char unit() {
        int code = 0;
        for (int i = 0; i < 4; i++) {
            char c = character();
            int digit = c < 128 ? Character.digit(c, 16) : -1;
            if (digit < 0) {
                throw noJson();
            }
            code = code * 16 + digit;
        }
        return (char) code;
    }

    /** A number whose first character was read. It is bounded as jsonb writes it out: without an exponent. */
    private void number(char first) {
        char lead = first == '-' ? character() : first;
        if (!isDigit(lead)) {
            throw noJson();
        }
        long whole = 1L + (lead == '0' ? 0 : digits());
        long decimals = 0;
        if (is('.')) {
            decimals = required(digits());
        }
        long exponent = is('e') || is('E') ? exponent() : 0;
        long written = Math.max(1, whole + exponent) + Math.max(0, decimals - exponent);
        if (written > MAX_DIGITS) {
            throw new Unfit("holds a number that takes more than " + MAX_DIGITS + " digits to write out");
        }
    }

    private long exponent() {
        boolean negative = is('-');
        if (!negative) {
            is('+');
        }
        int from = at;
        required(digits());
        long exponent = 0;
        for (int i = from; i < at && exponent <= MAX_DIGITS; i++) {
            exponent = exponent * 10 + (json.charAt(i) - '0');
        }
        // a number may have as many digits as the whole text has characters
        long capped = exponent > MAX_DIGITS ? Integer.MAX_VALUE * 2L : exponent;
        return negative ? -capped : capped;
    }

    private int required(int digits) {
        if (digits == 0) {
            throw noJson();
        }
        return digits;
    }

    private int digits() {
        int from = at;
        while (at < json.length() && isDigit(json.charAt(at))) {
            at++;
        }
        return at - from;
    }

    private static boolean isDigit(char c) {
        return c >= '0' && c <= '9';
    }

    /** Whether this comes next; then it is read. */
    private boolean is(char c) {
        boolean is = at < json.length() && json.charAt(at) == c;
        at += is ? 1 : 0;
        return is;
    }

    private char character() {
        if (at == json.length()) {
            throw noJson();
        }
        return json.charAt(at++);
    }

    /** The next character that is not white space. */
    private char next() {
        isAtEnd();
        return character();
    }

    private boolean isAtEnd() {
        while (at < json.length() && " \t\n\r".indexOf(json.charAt(at)) >= 0) {
            at++;
        }
        return at == json.length();
    }

    private Unfit noJson() {
        return new Unfit("is no JSON at character " + Math.max(1, at) + " of " + json.length());
    }

    private static final class Unfit extends RuntimeException {
        private static final long serialVersionUID = 1L;

        Unfit(String problem) {
            super(problem, null, false, false);
        }
    }
}
